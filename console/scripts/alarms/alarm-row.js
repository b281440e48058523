/** One alarm in a list: what is wrong, since when, what people did about it, and what an operator can do. */

/** @import { Alarm } from '../../types.ts' */
/** @import { AlarmAction } from './alarm-actions.js' */
import { now } from '../connection/clock.js';
import { element, setText } from '../page/elements.js';
import { notice } from '../page/notices.js';
import { foreign, phrase, plainText, put } from '../page/phrase.js';
import { severityMark } from '../page/severity-mark.js';
import { counted, placeName, spaced, sparseDuration } from '../page/words.js';
import { createAlarmTools } from './alarm-tools.js';
import { alarmSentence } from './alarm-words.js';

const sentenceMost = 220;
/** A press that comes sooner after another alarm stood in this place is taken to be meant for that one. */
const armingMs = 1_000;

/**
 * @typedef {object} RowOptions
 * @property {(action: AlarmAction, alarm: Alarm) => Promise<void>} act
 * @property {(action: 'acknowledge', alarms: readonly Alarm[]) => Promise<void>} actOnAll
 * @property {(groupId: string) => boolean} isOpen whether all alarms of a group of a flood are listed
 * @property {(groupId: string) => void} toggle
 * @property {() => boolean} mayDecide
 * @property {(alarm: Alarm) => void} select shows its machine
 */

/** @param {RowOptions} options */
export function createAlarmRow({ act, actOnAll, isOpen, toggle, mayDecide, select }) {
  const mark = element('span', { class: 'alarm-mark' });
  const severity = element('span', { class: 'alarm-severity' });
  const place = element('span', { class: 'alarm-place' });
  const age = element('span', { class: 'alarm-age' });
  const sentence = element('span', { class: 'alarm-sentence' });
  const state = element('span', { class: 'alarm-state' });
  const open = element(
    'button',
    { type: 'button', class: 'alarm-open', onclick: () => shown !== null && select(shown) },
    element('span', { class: 'alarm-head' }, mark, severity, place, age),
    sentence,
    state,
  );
  const tools = createAlarmTools((action) => void press((alarm) => act(action, alarm)));
  const groupTold = element('span', {});
  const unfold = element('button', { type: 'button', class: 'tool', onclick: () => group && toggle(group) }, '');
  const all = element('button', {
    type: 'button',
    class: 'tool',
    onclick: () => void press(() => actOnAll('acknowledge', unacknowledged())),
  });
  const groupLine = element('span', { class: 'alarm-group', hidden: true }, groupTold, unfold, all);
  const root = element('li', { class: 'alarm' }, open, tools.root, groupLine);
  /** @type {Alarm | null} */
  let shown = null;
  /** @type {readonly Alarm[]} */
  let members = [];
  /** @type {string | null} */
  let group = null;
  let armedAtMs = 0;
  let busy = false;

  /** @param {(alarm: Alarm) => Promise<void>} what */
  async function press(what) {
    if (busy || shown === null) return;
    if (performance.now() < armedAtMs) {
      notice('Not sent: another alarm came to this place just now. Look, then press again.');
      return;
    }
    busy = true;
    try {
      await what(shown);
    } finally {
      busy = false;
    }
  }

  function unacknowledged() {
    return members.filter(({ isAcknowledged }) => !isAcknowledged);
  }

  function showGroup() {
    group = members[0]?.groupId ?? null;
    groupLine.hidden = group === null;
    root.dataset['group'] = String(group !== null);
    if (group === null) return;
    const machines = new Set(members.map(({ siteId, equipmentId }) => `${siteId} ${equipmentId}`)).size;
    setText(groupTold, `Flood: ${counted(members.length, 'alarm')} of ${counted(machines, 'machine')} in one line.`);
    setText(unfold, isOpen(group) ? 'Fold them' : 'Show all');
    const waiting = unacknowledged().length;
    all.hidden = !mayDecide() || waiting < 2;
    setText(all, `Acknowledge all ${waiting}`);
  }

  const row = {
    root,

    tick() {
      if (shown !== null) setText(age, sparseDuration(now() - Date.parse(shown.activeSince)));
    },

    /** Another alarm stood here a moment ago. */
    hold() {
      armedAtMs = performance.now() + armingMs;
    },

    /** @param {Alarm} alarm @param {readonly Alarm[]} ofGroup those that this line stands for; empty where it stands for itself */
    update(alarm, ofGroup) {
      // On each drawing, because what may be done depends on the screen's key as well.
      tools.show(alarm, mayDecide());
      members = ofGroup;
      showGroup();
      if (alarm === shown) return;
      if (alarm.severity !== shown?.severity) mark.replaceChildren(severityMark(alarm.severity));
      shown = alarm;
      root.dataset['severity'] = alarm.severity;
      root.dataset['state'] = alarm.state;
      root.dataset['active'] = String(alarm.isActive);
      setText(severity, alarm.severity);
      put(place, phrase`${placeName(alarm)}: ${spaced(alarm.problem)}`);
      put(sentence, foreign(alarm.sentence, { kind: 'text', most: sentenceMost }));
      put(state, alarmSentence(alarm, now()));
      tools.root.setAttribute('aria-label', plainText(phrase`${placeName(alarm)}: ${spaced(alarm.problem)}`));
      row.tick();
    },
  };
  return row;
}

/** @typedef {ReturnType<typeof createAlarmRow>} AlarmRow */
