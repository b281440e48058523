/** The entries of the lists on the page of a recommendation: what was found, and what happened to it. */

/** @import { Finding, HistoryEntry } from '../../types.ts' */
import { now } from '../connection/clock.js';
import { element } from '../page/elements.js';
import { longText } from '../page/long-text.js';
import { own, phrase } from '../page/phrase.js';
import { moment, statusWords } from '../page/words.js';

/** @param {Finding} finding */
export function findingItem({ at, severity, sentence, version }) {
  const joined = version > 1 ? ', joined later' : '';
  return element(
    'li',
    {},
    element('time', { datetime: at }, moment(at, now())),
    phrase` ${own(`${severity}${joined}`)}`,
    element('div', { class: 'history-said' }, longText(sentence)),
  );
}

/** @param {HistoryEntry} entry */
export function historyItem({
  oldStatus,
  newStatus,
  occurredAt,
  operatorId,
  operatorNotes,
  rejectionReason,
  deferUntil,
  outcome,
}) {
  const what = oldStatus === null ? 'raised' : newStatus === 'PENDING' ? 'back in the queue' : statusWords[newStatus];
  const until = deferUntil === null || newStatus !== 'DEFERRED' ? '' : ` until ${moment(deferUntil, now())}`;
  const by = operatorId === null ? [] : phrase` by ${operatorId}`;
  const said = [rejectionReason, outcome, operatorNotes].filter((each) => each !== null);
  return element(
    'li',
    {},
    element('time', { datetime: occurredAt }, moment(occurredAt, now())),
    phrase` ${own(`${what}${until}`)}${by}`,
    ...said.map((each) => element('div', { class: 'history-said' }, longText(each))),
  );
}
