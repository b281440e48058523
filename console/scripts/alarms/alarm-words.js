/** What people did about an alarm, and when its condition ended, in words. */

/** @import { Alarm } from '../../types.ts' */
/** @import { Phrase } from '../page/phrase.js' */
import { foreign, own, phrase } from '../page/phrase.js';
import { moment } from '../page/words.js';

const reasonMost = 160;

/** @param {Alarm} alarm @param {number} nowMs @returns {Phrase} */
export function alarmSentence(alarm, nowMs) {
  const { state, isActive, returnedAt, acknowledgedAt, acknowledgedBy } = alarm;
  const returned = isActive || returnedAt === null ? '' : `back to normal since ${moment(returnedAt, nowMs)}`;
  switch (state) {
    case 'ACKNOWLEDGED': {
      const at = acknowledgedAt === null ? '' : ` at ${moment(acknowledgedAt, nowMs)}`;
      const confirmed = alarm.isConfirmed ? phrase`, done, as ${alarm.confirmedBy ?? 'somebody'} says` : [];
      return phrase`acknowledged${by(acknowledgedBy)}${own(at)}${confirmed}`;
    }
    case 'SHELVED': {
      const { shelvedUntil, shelvedBy, shelvedReason } = alarm;
      const until = shelvedUntil === null ? 'until it is normal' : `until ${moment(shelvedUntil, nowMs)}`;
      const stands = own(`${returned === '' ? 'active' : returned}, shelved ${until}`);
      return phrase`${stands}${by(shelvedBy)}${because(shelvedReason)}`;
    }
    case 'OUT_OF_SERVICE':
      return phrase`${own(returned === '' ? 'active' : returned)}, out of service${by(alarm.outOfServiceBy)}${because(alarm.outOfServiceReason)}`;
    case 'SUPPRESSED':
      return phrase`${own(returned === '' ? 'active' : returned)}, suppressed${because(alarm.suppressedBy)}`;
    case 'LATCHED':
      return own(`${returned}, latched until it is reset`);
    default:
      return own(returned);
  }
}

/** @param {string | null} name */
function by(name) {
  return name === null ? [] : phrase` by ${name}`;
}

/** @param {string | null} reason */
function because(reason) {
  return reason === null ? [] : phrase`: ${foreign(reason, { kind: 'text', most: reasonMost })}`;
}
