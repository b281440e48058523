/** Sends an operator's decision to the server and says what came of it. */

/** @import { Recommendation, Send, Variables } from '../../types.ts' */
/** @import { Operator } from '../connection/operator.js' */
/** @import { Phrase } from '../page/phrase.js' */
import { AndonError } from '/vendor/andon-client/index.js';
import { measuredNow, now } from '../connection/clock.js';
import { approve, complete, defer, reject } from '../connection/operations.js';
import { ask, field, phrasesFor, textOf } from '../page/dialog.js';
import { drafts } from '../page/drafts.js';
import { element } from '../page/elements.js';
import { foreign, own, phrase, put } from '../page/phrase.js';
import { moment, placeName, statusSentence, statusWords } from '../page/words.js';

/** @import { RecommendationStatus } from '../../types.ts' */
/** @typedef {'approve' | 'reject' | 'defer' | 'complete'} Decision */
/** @typedef {{ readonly tone: 'good' | 'bad'; readonly text: Phrase; readonly written?: string }} Report `written`: what the operator wrote and nobody has received */

const minuteMs = 60_000;
const messageMost = 600;

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
 * @param {(id: string) => Recommendation | undefined} options.latest as it stands by now
 * @param {(recommendation: Recommendation) => void} options.decided
 * @param {(id: string) => void} options.outdated somebody else was first: read it again
 */
export function createDecisions({ send, operator, latest, decided, outdated }) {
  /** What the open dialog says of the decision of somebody else. @type {() => void} */
  let tellOpen = () => undefined;

  /**
   * @param {Decision} decision
   * @param {Recommendation} recommendation as the operator saw it
   * @returns {Promise<Report | null>} null when the operator left it
   */
  async function decide(decision, recommendation) {
    const by = await operator.required();
    if (by === null) return null;
    const { id, version } = recommendation;
    const meanwhile = element('p', { class: 'report', role: 'status', 'data-tone': 'bad', hidden: true });
    tellOpen = () => {
      const current = latest(id);
      if (current === undefined || current.version <= version) return;
      meanwhile.hidden = false;
      put(meanwhile, phrase`Meanwhile: ${statusSentence(current, now())}. What you write is kept.`);
    };
    tellOpen();
    const draftName = `${decision} ${id}`;
    const answer = await questions[decision](placeName(recommendation), draftName, meanwhile);
    tellOpen = () => undefined;
    if (answer === null) return null;
    const { query, ...given } = answer;
    const variables = decision === 'complete' ? { id, ...given } : { id, expectedVersion: version, ...given };
    const written = drafts.read(draftName);
    try {
      const result = /** @type {{ decided: Recommendation }} */ (await send(query, variables));
      drafts.drop(draftName);
      decided(result.decided);
      return { tone: 'good', text: phrase`Recorded: ${own(statusWords[result.decided.status])} by ${by}.` };
    } catch (error) {
      if (error instanceof AndonError && error.code === 'CONFLICT') {
        outdated(id);
        return { tone: 'bad', text: conflict(error), written };
      }
      const reason = foreign(error instanceof Error ? error.message : String(error), {
        kind: 'text',
        most: messageMost,
      });
      if (error instanceof AndonError && error.failures.length > 0)
        return { tone: 'bad', text: phrase`Not recorded. ${reason}`, written };
      return {
        tone: 'bad',
        text: phrase`${reason} Your decision may not have been recorded: see what the queue says once it is live.`,
        written,
      };
    }
  }

  return {
    decide,
    /** To be called whenever the queue has changed. */
    tell: () => tellOpen(),
  };
}

/** @param {AndonError} refusal @returns {Phrase} */
function conflict({ failures, message }) {
  const { status, decidedBy, decidedAt } = failures[0]?.extensions ?? {};
  const word = Object.entries(statusWords).find(([name]) => name === status)?.[1];
  if (word === undefined)
    return phrase`Not recorded: it has changed since. ${foreign(message, { kind: 'text', most: messageMost })}`;
  const at = typeof decidedAt === 'string' ? ` at ${moment(decidedAt, now())}` : '';
  const who = typeof decidedBy === 'string' ? phrase`${decidedBy} was first` : own('It was changed before you');
  return phrase`Not recorded. ${who}${own(`${at}: ${word}. You see the new state now.`)}`;
}

/** @type {Readonly<Record<Decision, (place: Phrase, draftName: string, meanwhile: Node) => Promise<({ query: string } & Variables) | null>>>} */
const questions = {
  approve: async () => ({ query: approve }),
  reject: async (place, draftName, meanwhile) => {
    const reason = textarea('reason', true, draftName);
    const answer = await ask({
      title: phrase`Reject for ${place}: why?`,
      fields: [
        meanwhile,
        phrasesFor(reason, ['False alarm', 'Known and planned for', 'Sensor is faulty']),
        field('Reason', reason, 'Everybody who looks at it later sees this.'),
      ],
      answers: [{ label: 'Reject', kind: 'reject' }],
    });
    return answer === null ? null : { query: reject, reason: textOf(answer, 'reason') };
  },
  defer: async (place, draftName, meanwhile) => {
    const answer = await ask({
      title: phrase`Defer for ${place}: how long?`,
      fields: [
        meanwhile,
        element('p', { class: 'dialog-text' }, 'It comes back to the queue by itself.'),
        field('Note, if any', textarea('notes', false, draftName)),
      ],
      answers: [
        { label: '15 minutes', value: '15' },
        { label: '1 hour', value: '60' },
        { label: '8 hours', value: '480' },
      ],
    });
    if (answer === null) return null;
    const until = new Date((await measuredNow('/healthz')) + Number(textOf(answer, 'answer')) * minuteMs).toISOString();
    return { query: defer, until, ...notesOf(answer) };
  },
  complete: async (place, draftName, meanwhile) => {
    const outcome = textarea('outcome', true, draftName);
    const answer = await ask({
      title: phrase`Done at ${place}: what came of it?`,
      fields: [
        meanwhile,
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

/** With what was written before it was left. @param {string} name @param {boolean} required @param {string} draftName */
function textarea(name, required, draftName) {
  const input = element('textarea', { name, class: 'input', rows: 3, maxlength: 4_000, required, autofocus: required });
  input.value = drafts.read(draftName);
  input.addEventListener('input', () => drafts.keep(draftName, input.value));
  return input;
}

/** @param {FormData} answer */
function notesOf(answer) {
  const notes = textOf(answer, 'notes');
  return notes === '' ? {} : { notes };
}
