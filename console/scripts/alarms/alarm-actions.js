/** Sends what an operator does about an alarm to the server, and says why when it was not done. */

/** @import { Alarm, AlarmResult, Send, Variables } from '../../types.ts' */
/** @import { Operator } from '../connection/operator.js' */
import { acknowledge, shelve, unshelve } from '../connection/alarm-operations.js';
import { measuredNow } from '../connection/clock.js';
import { ask, field, phrasesFor, textOf } from '../page/dialog.js';
import { drafts } from '../page/drafts.js';
import { element } from '../page/elements.js';
import { notice } from '../page/notices.js';
import { foreign, phrase } from '../page/phrase.js';
import { placeName, spaced } from '../page/words.js';

/** @typedef {'acknowledge' | 'shelve' | 'unshelve'} AlarmAction */

const minuteMs = 60_000;
const messageMost = 600;
const untilNormal = 'normal';

/**
 * @param {object} options
 * @param {Send} options.send
 * @param {Operator} options.operator
 * @param {(alarm: Alarm) => void} options.done
 */
export function createAlarmActions({ send, operator, done }) {
  /** @param {Alarm} alarm @param {string} query @param {Variables} given @returns {Promise<boolean>} whether it was done */
  async function tell({ id, version }, query, given = {}) {
    try {
      /** @type {{ results: readonly AlarmResult[] }} */
      const { results } = await send(query, { alarms: [{ id, expectedVersion: version }], ...given });
      const [result] = results;
      if (result?.alarm) {
        done(result.alarm);
        return true;
      }
      refuse(result?.message ?? 'The server gave no reason.');
    } catch (error) {
      refuse(error instanceof Error ? error.message : String(error));
    }
    return false;
  }

  /** @param {Alarm} alarm */
  async function putOnShelf(alarm) {
    const draftName = `shelve ${alarm.id}`;
    const reason = element('textarea', {
      name: 'reason',
      class: 'input',
      rows: 3,
      maxlength: 4_000,
      required: true,
      autofocus: true,
    });
    reason.value = drafts.read(draftName);
    reason.addEventListener('input', () => drafts.keep(draftName, reason.value));
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
    if (await tell(alarm, shelve, { reason: textOf(answer, 'reason'), ...until })) drafts.drop(draftName);
  }

  return {
    /** @param {AlarmAction} action @param {Alarm} alarm as the operator saw it */
    async act(action, alarm) {
      if ((await operator.required()) === null) return;
      if (action === 'shelve') await putOnShelf(alarm);
      else await tell(alarm, action === 'acknowledge' ? acknowledge : unshelve);
    },
  };
}

/** @param {string} why */
function refuse(why) {
  notice(phrase`Not recorded. ${foreign(why, { kind: 'text', most: messageMost })}`, 'staying');
}
