/** The card of one recommendation in the queue. */

/** @import { QueueEntry } from '../../types.ts' */
import { now } from '../connection/clock.js';
import { element, setText } from '../page/elements.js';
import { foreign, own, put } from '../page/phrase.js';
import { severityMark } from '../page/severity-mark.js';
import { arrival, normalAgain, placeName, sparseDuration, statusSentence } from '../page/words.js';

/** What one card shows of a text; all of it is read where the alert is opened. */
const descriptionMost = 220;
const actionMost = 160;

/**
 * One recommendation in the queue.
 *
 * @param {QueueEntry} first
 * @param {(id: string) => void} select
 */
export function createAlertCard(first, select) {
  let { recommendation } = first;
  const { id, createdAt } = recommendation;
  const mark = element('span', { class: 'card-mark' });
  const severity = element('span', { class: 'card-severity' });
  const equipment = element('span', { class: 'card-equipment' });
  const age = element('span', { class: 'card-age' });
  const description = element('span', { class: 'card-description' });
  const action = element('span', { class: 'card-action' });
  const confidence = element('span', { class: 'card-confidence' });
  const came = element('span', { class: 'card-came' });
  const status = element('span', { class: 'card-status' });
  const normal = element('span', { class: 'card-normal' });
  const button = element(
    'button',
    { type: 'button', class: 'card', 'data-id': id, onclick: () => select(id) },
    element('span', { class: 'card-head' }, mark, severity, equipment, age),
    description,
    action,
    element('span', { class: 'card-foot' }, status, normal, confidence, came),
  );

  /** @type {QueueEntry | null} */
  let shown = null;

  const card = {
    root: element('li', { class: 'queue-item' }, button),

    tick() {
      setText(age, sparseDuration(now() - Date.parse(createdAt)));
    },

    /** @param {QueueEntry} entry @param {boolean} selected */
    update(entry, selected) {
      if (button.getAttribute('aria-current') !== String(selected))
        button.setAttribute('aria-current', String(selected));
      if (entry === shown) return;
      shown = entry;
      recommendation = entry.recommendation;
      if (button.dataset['severity'] !== recommendation.severity)
        mark.replaceChildren(severityMark(recommendation.severity));
      button.dataset['severity'] = recommendation.severity;
      button.dataset['status'] = recommendation.status;
      setText(severity, recommendation.severity);
      put(equipment, placeName(recommendation));
      const { issueDescription, issueType, recommendedAction } = recommendation;
      put(description, foreign(issueDescription ?? issueType, { kind: 'text', most: descriptionMost }));
      put(action, foreign(recommendedAction ?? '', { kind: 'text', most: actionMost }));
      const { confidenceScore } = recommendation;
      setText(confidence, confidenceScore === null ? '' : `${Math.round(confidenceScore * 100)} % confident`);
      put(status, recommendation.status === 'PENDING' ? own('') : statusSentence(recommendation, now()));
      setText(normal, normalAgain(entry, now()));
      setText(came, arrival(entry));
      card.tick();
    },
  };
  card.update(first, false);
  return card;
}

/** @typedef {ReturnType<typeof createAlertCard>} AlertCard */
