/** @import { QueueEntry } from '../types.ts' */
import { now } from './clock.js';
import { element, setText } from './elements.js';
import { severityMark } from './severity-mark.js';
import { arrival, duration, placeName, standing } from './words.js';

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
  const button = element(
    'button',
    { type: 'button', class: 'card', 'data-id': id, onclick: () => select(id) },
    element('span', { class: 'card-head' }, mark, severity, equipment, age),
    description,
    action,
    element('span', { class: 'card-foot' }, status, confidence, came),
  );

  const card = {
    root: element('li', { class: 'queue-item' }, button),
    button,

    /** @param {QueueEntry} entry @param {boolean} selected */
    update(entry, selected) {
      recommendation = entry.recommendation;
      if (button.dataset['severity'] !== recommendation.severity)
        mark.replaceChildren(severityMark(recommendation.severity));
      button.dataset['severity'] = recommendation.severity;
      button.dataset['status'] = recommendation.status;
      button.setAttribute('aria-current', String(selected));
      setText(severity, recommendation.severity);
      setText(equipment, placeName(recommendation));
      setText(description, recommendation.issueDescription ?? recommendation.issueType);
      setText(action, recommendation.recommendedAction ?? '');
      const { confidenceScore } = recommendation;
      setText(confidence, confidenceScore === null ? '' : `${Math.round(confidenceScore * 100)} % confident`);
      setText(status, recommendation.status === 'PENDING' ? '' : standing(recommendation, now()));
      setText(came, arrival(entry));
      setText(age, duration(now() - Date.parse(createdAt)));
    },
  };
  card.update(first, false);
  return card;
}

/** @typedef {ReturnType<typeof createAlertCard>} AlertCard */
