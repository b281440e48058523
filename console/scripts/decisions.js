/** @import { Recommendation, Send, Variables } from '../types.ts' */
/** @import { Operator } from './operator.js' */
import { now } from './clock.js';
import { ask, field, phrasesFor, textOf } from './dialog.js';
import { element } from './elements.js';
import { approve, complete, defer, reject } from './operations.js';
import { Refusal } from './request.js';
import { moment, placeName, statusWords } from './words.js';

/** @import { RecommendationStatus } from '../types.ts' */
/** @typedef {'approve' | 'reject' | 'defer' | 'complete'} Decision */
/** @typedef {{ readonly tone: 'good' | 'bad'; readonly text: string }} Report */

const minuteMs = 60_000;

/** @type {Readonly<Record<RecommendationStatus, readonly Decision[]>>} */
export const possibleDecisions = {
  PENDING: ['approve', 'defer', 'reject'],
  DEFERRED: ['approve', 'reject'],
  APPROVED: ['complete'],
  REJECTED: [],
  EXECUTED: [],
  EXPIRED: [],
};

/**
 * Asks what a decision needs, sends it in the operator's name, and tells in words what came of it.
 *
 * @param {object} options
 * @param {Send} options.send
 * @param {Operator} options.operator
 * @param {(recommendation: Recommendation) => void} options.decided
 * @param {(id: string) => void} options.outdated somebody else was first: read it again
 */
export function createDecisions({ send, operator, decided, outdated }) {
  /**
   * @param {Decision} decision
   * @param {Recommendation} recommendation as the operator saw it
   * @returns {Promise<Report | null>} null when the operator left it
   */
  return async (decision, recommendation) => {
    const by = await operator.required();
    if (by === null) return null;
    const { id, version } = recommendation;
    const answer = await questions[decision](placeName(recommendation));
    if (answer === null) return null;
    const { query, ...given } = answer;
    const variables = decision === 'complete' ? { id, ...given } : { id, expectedVersion: version, ...given };
    try {
      const result = /** @type {{ decided: Recommendation }} */ (await send(query, variables));
      decided(result.decided);
      return { tone: 'good', text: `Recorded: ${statusWords[result.decided.status]} by ${by}.` };
    } catch (error) {
      if (error instanceof Refusal && error.code === 'CONFLICT') {
        outdated(id);
        return { tone: 'bad', text: conflict(error) };
      }
      if (error instanceof Refusal) return { tone: 'bad', text: `Not recorded. ${error.message}` };
      const reason = error instanceof Error ? error.message : String(error);
      return {
        tone: 'bad',
        text: `${reason} Your decision may not have been recorded: see what the queue says once it is live.`,
      };
    }
  };
}

/** @param {Refusal} refusal */
function conflict({ extensions, message }) {
  const { status, decidedBy, decidedAt } = extensions;
  const word = Object.entries(statusWords).find(([name]) => name === status)?.[1];
  if (word === undefined) return `Not recorded: it has changed since. ${message}`;
  const at = typeof decidedAt === 'string' ? ` at ${moment(decidedAt, now())}` : '';
  const who = typeof decidedBy === 'string' ? `${decidedBy} was first` : 'It was changed before you';
  return `Not recorded. ${who}${at}: ${word}. You see the new state now.`;
}

/** @type {Readonly<Record<Decision, (place: string) => Promise<({ query: string } & Variables) | null>>>} */
const questions = {
  approve: async () => ({ query: approve }),
  reject: async (place) => {
    const reason = textarea('reason', true);
    const answer = await ask({
      title: `Reject for ${place}: why?`,
      fields: [
        phrasesFor(reason, ['False alarm', 'Known and planned for', 'Sensor is faulty']),
        field('Reason', reason, 'Everybody who looks at it later sees this.'),
      ],
      answers: [{ label: 'Reject', kind: 'reject' }],
    });
    return answer === null ? null : { query: reject, reason: textOf(answer, 'reason') };
  },
  defer: async (place) => {
    const answer = await ask({
      title: `Defer for ${place}: how long?`,
      fields: [
        element('p', { class: 'dialog-text' }, 'It comes back to the queue by itself.'),
        field('Note, if any', textarea('notes', false)),
      ],
      answers: [
        { label: '15 minutes', value: '15' },
        { label: '1 hour', value: '60' },
        { label: '8 hours', value: '480' },
      ],
    });
    if (answer === null) return null;
    const until = new Date(now() + Number(textOf(answer, 'answer')) * minuteMs).toISOString();
    return { query: defer, until, ...notesOf(answer) };
  },
  complete: async (place) => {
    const outcome = textarea('outcome', true);
    const answer = await ask({
      title: `Done at ${place}: what came of it?`,
      fields: [
        phrasesFor(outcome, ['Repaired', 'Part replaced', 'Nothing found']),
        field('Outcome', outcome, 'Confidence in later recommendations learns from this.'),
      ],
      answers: [
        { label: 'Done, it is solved', value: 'solved' },
        { label: 'Done, not solved', value: 'unsolved', kind: 'plain' },
      ],
    });
    if (answer === null) return null;
    return { query: complete, outcome: textOf(answer, 'outcome'), resolved: textOf(answer, 'answer') === 'solved' };
  },
};

/** @param {string} name @param {boolean} required */
function textarea(name, required) {
  return element('textarea', { name, class: 'input', rows: 3, maxlength: 4_000, required, autofocus: required });
}

/** @param {FormData} answer */
function notesOf(answer) {
  const notes = textOf(answer, 'notes');
  return notes === '' ? {} : { notes };
}
