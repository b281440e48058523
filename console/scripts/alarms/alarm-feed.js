/** Keeps the alarms of the page equal to the server's by the feed of alarms' transitions. */

/** @import { AndonClient } from '/vendor/andon-client/index.js' */
/** @import { Alarm, AlarmEvent, AlarmPage, Send } from '../../types.ts' */
/** @import { Alarms } from './alarms.js' */
import { AndonError } from '/vendor/andon-client/index.js';
import { alarmEvents, alarmHead, alarmPage } from '../connection/alarm-operations.js';

const pageSize = 500;
/** The worst come first, so that what does not find room is not what matters most. */
const mostLoaded = 10_000;
const tryAgainAfterMs = 2_000;

/**
 * Loads what is shown, then applies each transition, and goes on by the cursor of the last one after a disconnect. When the server no
 * longer knows that place, or a transition is missing between two, the list is loaded anew.
 *
 * @param {object} options
 * @param {AndonClient} options.andon
 * @param {Send} options.send
 * @param {Alarms} options.alarms
 * @param {() => boolean} options.seesEverySite else the server leaves transitions out
 * @param {(event: AlarmEvent) => void} options.happened
 * @param {() => void} options.changed the alarms, or whether they are current, may be others than before
 */
export function createAlarmFeed({ andon, send, alarms, seesEverySite, happened, changed }) {
  /** Of the last transition that was applied; null: the list has to be loaded. @type {string | null} */
  let cursor = null;
  /** Of the last transition that was applied, as far as it is known. @type {number | null} */
  let number = null;
  let isLoaded = false;
  let isTruncated = false;
  /** @type {string | null} */
  let trouble = null;
  /** @type {AsyncIterableIterator<{ event: AlarmEvent }> | null} */
  let current = null;
  /** Goes up when what is being loaded has to be dropped. */
  let generation = 0;

  async function load() {
    const mine = generation;
    // The place first: what happens while the list is read is then told once more.
    /** @type {{ alarmEventHead: string }} */
    const { alarmEventHead } = await send(alarmHead);
    /** @type {Alarm[]} */
    const read = [];
    /** @type {string | null} */
    let after = null;
    do {
      /** @type {{ alarms: AlarmPage }} */
      const page = await send(alarmPage, { first: pageSize, after });
      const { edges, pageInfo } = page.alarms;
      read.push(...edges.map(({ node }) => node));
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after !== null && read.length < mostLoaded);
    if (mine !== generation) return;
    alarms.replace(read);
    cursor = alarmEventHead;
    number = null;
    isLoaded = true;
    isTruncated = after !== null;
    trouble = null;
    changed();
  }

  async function apply() {
    /** @type {AsyncIterableIterator<{ event: AlarmEvent }>} */
    const events = andon.subscribe(alarmEvents, () => ({ after: cursor }));
    current = events;
    for await (const { event } of events) {
      if (current !== events) return;
      // The last ones may be told again after a disconnect.
      if (number !== null && event.number <= number) continue;
      if (seesEverySite() && event.previousCursor !== cursor) {
        cursor = null;
        return;
      }
      cursor = event.cursor;
      number = event.number;
      alarms.take(event.alarm);
      happened(event);
      changed();
    }
  }

  async function follow() {
    for (;;) {
      try {
        await online(andon);
        if (cursor === null) await load();
        if (cursor !== null) await apply();
      } catch (error) {
        // What cannot be followed is loaded anew: the cursor's log may be gone, and an answer says whether all is well again.
        cursor = null;
        if (error instanceof AndonError && error.code.startsWith('CURSOR_')) continue;
        trouble = `alarms cannot be read: ${error instanceof Error ? error.message : String(error)}`;
        changed();
        await new Promise((resolve) => setTimeout(resolve, tryAgainAfterMs));
      }
    }
  }

  return {
    start: () => void follow(),
    /** Whether the alarms have been read, for none says nothing before; whether there are more than the page has. */
    known: () => ({ isLoaded, isTruncated }),
    /** Whether the page follows the server's alarms. */
    isCurrent: () => isLoaded && cursor !== null,
    /** Why it does not, in words; null while it does. */
    trouble: () => trouble,
    /** What was loaded is not what this screen is to show now. */
    startAnew() {
      generation += 1;
      cursor = null;
      isLoaded = false;
      alarms.replace([]);
      const before = current;
      current = null;
      void before?.return?.();
    },
  };
}

/** @param {AndonClient} andon @returns {Promise<void>} */
function online({ connection }) {
  return new Promise((resolve) => {
    let stop = () => undefined;
    let isOnline = false;
    const observed = connection.observe(({ status }) => {
      if (status !== 'online') return;
      isOnline = true;
      stop();
      resolve();
    });
    stop = () => void observed();
    if (isOnline) stop();
  });
}
