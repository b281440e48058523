/** @import { QueueEntry } from '../types.ts' */
import { now } from './clock.js';
import { element, part, setText } from './elements.js';
import { severityMark } from './severity-mark.js';
import { placeName, roughDuration } from './words.js';

/**
 * The worst alert that waits for a decision, to be read from across the room.
 *
 * @param {(id: string) => void} select
 */
export function createTopAlert(select) {
  const root = part('top-alert', HTMLElement);
  const age = element('span', { class: 'top-age' });
  /** @type {QueueEntry | undefined} */
  let shown;
  let shownWaiting = -1;

  function tick() {
    if (shown !== undefined) setText(age, roughDuration(now() - Date.parse(shown.recommendation.createdAt)));
  }

  return {
    tick,
    /** @param {readonly QueueEntry[]} pending in the order of work */
    show(pending) {
      const [worst] = pending;
      if (worst?.recommendation === shown?.recommendation && pending.length === shownWaiting) return;
      shown = worst;
      shownWaiting = pending.length;
      root.dataset['severity'] = worst?.recommendation.severity.toLowerCase() ?? 'none';
      root.replaceChildren(worst === undefined ? calm() : alertOf(worst, pending.length - 1, age, select));
      tick();
    },
  };
}

function calm() {
  return element(
    'p',
    { class: 'top-calm' },
    element('strong', {}, 'No alert waits for a decision.'),
    element('span', {}, 'A new one appears here by itself.'),
  );
}

/**
 * @param {QueueEntry} entry
 * @param {number} others
 * @param {HTMLElement} age
 * @param {(id: string) => void} select
 */
function alertOf({ recommendation }, others, age, select) {
  const { id, severity, issueDescription, issueType } = recommendation;
  return element(
    'button',
    { type: 'button', class: 'top-button', onclick: () => select(id) },
    severityMark(severity),
    element(
      'span',
      { class: 'top-name' },
      element('span', { class: 'top-severity' }, severity),
      element('span', { class: 'top-equipment' }, placeName(recommendation)),
    ),
    element('span', { class: 'top-description' }, issueDescription ?? issueType),
    element(
      'span',
      { class: 'top-aside' },
      element('span', { class: 'top-label' }, 'waiting'),
      age,
      element('span', { class: 'top-others' }, others === 0 ? 'the only one' : `and ${others} more`),
    ),
  );
}
