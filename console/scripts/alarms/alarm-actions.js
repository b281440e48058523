/** Sends what an operator does about alarms to the server, and says why when it was not done. */

/** @import { Alarm, AlarmResult, Send, Variables } from '../../types.ts' */
/** @import { Operator } from '../connection/operator.js' */
import {
  acknowledge,
  comment,
  confirm,
  putBack,
  reset,
  shelve,
  silence,
  takeOut,
  unshelve,
} from '../connection/alarm-operations.js';
import { measuredNow } from '../connection/clock.js';
import { ask, field, phrasesFor, textOf } from '../page/dialog.js';
import { drafts } from '../page/drafts.js';
import { element } from '../page/elements.js';
import { notice } from '../page/notices.js';
import { foreign, phrase } from '../page/phrase.js';
import { counted, placeName, spaced } from '../page/words.js';

const mutations = { acknowledge, comment, confirm, putBack, reset, shelve, silence, takeOut, unshelve };
/** @typedef {keyof typeof mutations} AlarmAction */

const minuteMs = 60_000;
const messageMost = 600;
/** The server takes so many in one request. */
const mostAtOnce = 1_000;
const untilNormal = 'normal';

/** What has to be said with it: the field of the mutation, what the dialog asks, its hint, and phrases. */
const words = {
  comment: {
    name: 'note',
    question: 'What is to be remembered?',
    label: 'Note',
    says: 'It stays in the journal of the alarm.',
    phrases: ['Crew is on its way', 'Checked on site', 'Handed over to the next shift'],
    answer: 'Write it down',
  },
  takeOut: {
    name: 'reason',
    question: 'Out of service: why?',
    label: 'Reason',
    says: 'It stays listed, and rings no more, until somebody puts it back.',
    phrases: ['Sensor is faulty', 'Sensor is removed', 'Machine is being rebuilt'],
    answer: 'Take it out of service',
  },
  putBack: {
    name: 'reason',
    question: 'Back into service: why?',
    label: 'Reason',
    says: 'If it is still active, it stands in the list of alarms again.',
    phrases: ['Sensor was changed', 'Work is done'],
    answer: 'Put it back',
  },
};

/**
 * @param {object} options
 * @param {Send} options.send
 * @param {Operator} options.operator
 * @param {(alarm: Alarm) => void} options.done
 */
export function createAlarmActions({ send, operator, done }) {
  /** @param {readonly Alarm[]} alarms as the operator saw them @param {AlarmAction} action @param {Variables} given @returns {Promise<boolean>} whether all was done */
  async function tell(alarms, action, given = {}) {
    /** @type {AlarmResult[]} */
    const refused = [];
    try {
      for (let first = 0; first < alarms.length; first += mostAtOnce) {
        const some = alarms.slice(first, first + mostAtOnce);
        /** @type {{ results: readonly AlarmResult[] }} */
        const { results } = await send(mutations[action], {
          alarms: some.map(({ id, version }) => ({ id, expectedVersion: version })),
          ...given,
        });
        for (const result of results) {
          if (result.alarm) done(result.alarm);
          else refused.push(result);
        }
      }
      if (refused.length > 0)
        refuse(refused[0]?.message ?? 'The server gave no reason.', refused.length, alarms.length);
    } catch (error) {
      refuse(error instanceof Error ? error.message : String(error));
      return false;
    }
    return refused.length === 0;
  }

  /** @param {Alarm} alarm */
  async function putOnShelf(alarm) {
    const draftName = `shelve ${alarm.id}`;
    const reason = textArea('reason', draftName);
    const answer = await ask({
      title: phrase`Shelve ${spaced(alarm.problem)} of ${placeName(alarm)}: why, and how long?`,
      fields: [
        element(
          'p',
          { class: 'dialog-text' },
          'It stays in the list of what is shelved, and comes back at once when it gets worse.',
        ),
        phrasesFor(reason, ['Sensor is faulty', 'Sensor is being changed', 'Known and planned for']),
        field('Reason', reason, 'Everybody who looks at it later sees this.'),
      ],
      answers: [
        { label: '1 hour', value: '60' },
        { label: '8 hours', value: '480' },
        ...(alarm.isActive ? [{ label: 'Until it is normal', value: untilNormal, kind: 'plain' }] : []),
      ],
    });
    if (answer === null) return;
    const long = textOf(answer, 'answer');
    const endsAtMs = long === untilNormal ? null : (await measuredNow('/healthz')) + Number(long) * minuteMs;
    const until = endsAtMs === null ? {} : { until: new Date(endsAtMs).toISOString() };
    if (await tell([alarm], 'shelve', { reason: textOf(answer, 'reason'), ...until })) drafts.drop(draftName);
  }

  /** @param {keyof typeof words} action @param {Alarm} alarm */
  async function inWords(action, alarm) {
    const { name, question, label, says, phrases, answer } = words[action];
    const draftName = `${action} ${alarm.id}`;
    const text = textArea(name, draftName);
    const given = await ask({
      title: phrase`${spaced(alarm.problem)} of ${placeName(alarm)}. ${question}`,
      fields: [element('p', { class: 'dialog-text' }, says), phrasesFor(text, phrases), field(label, text)],
      answers: [{ label: answer }],
    });
    if (given === null) return;
    if (!(await tell([alarm], action, { [name]: textOf(given, name) }))) return;
    drafts.drop(draftName);
    if (action === 'comment') notice('Written into the journal of the alarm.');
  }

  return {
    /** @param {AlarmAction} action @param {Alarm} alarm as the operator saw it */
    async act(action, alarm) {
      if ((await operator.required()) === null) return;
      if (action === 'shelve') await putOnShelf(alarm);
      else if (action === 'comment' || action === 'takeOut' || action === 'putBack') await inWords(action, alarm);
      else await tell([alarm], action);
    },

    /** @param {'acknowledge' | 'silence'} action @param {readonly Alarm[]} alarms as the operator saw them */
    async actOnAll(action, alarms) {
      if (alarms.length === 0 || (await operator.required()) === null) return;
      await tell(alarms, action);
    },
  };
}

/** @param {string} name @param {string} draftName */
function textArea(name, draftName) {
  const area = element('textarea', {
    name,
    class: 'input',
    rows: 3,
    maxlength: 4_000,
    required: true,
    autofocus: true,
  });
  area.value = drafts.read(draftName);
  area.addEventListener('input', () => drafts.keep(draftName, area.value));
  return area;
}

/** @param {string} why @param {number} [some] @param {number} [all] */
function refuse(why, some = 1, all = 1) {
  const reason = foreign(why, { kind: 'text', most: messageMost });
  notice(
    all === 1
      ? phrase`Not recorded. ${reason}`
      : phrase`${counted(some, 'alarm')} of ${String(all)}: not recorded. ${reason}`,
    'staying',
  );
}
