/** @import { Details, HistoryEntry, QueueEntry, Recommendation, Send } from '../types.ts' */
/** @import { Decision, Report } from './decisions.js' */

import { now } from './clock.js';
import { createDecisionBar } from './decision-bar.js';
import { element, setText } from './elements.js';
import { anomalyText, equipmentText } from './explain.js';
import { details } from './operations.js';
import { createSensorChart } from './sensor-chart.js';
import { severityMark } from './severity-mark.js';
import { arrival, duration, moment, placeName, spaced, standing, statusWords } from './words.js';

/**
 * All that is known of one recommendation, and the decisions it waits for.
 *
 * @param {object} options
 * @param {Send} options.send
 * @param {(decision: Decision, recommendation: Recommendation) => Promise<Report | null>} options.decide
 * @param {() => boolean} options.mayDecide
 */
export function createRecommendationView({ send, decide, mayDecide }) {
  const head = element('header', { class: 'detail-head' });
  const facts = element('p', { class: 'detail-facts' });
  const action = element('div', {});
  const text = element('div', { class: 'detail-text' });
  const bar = createDecisionBar(decide, mayDecide);
  const chart = createSensorChart(send);
  const more = element('div', { class: 'detail-more' });
  const root = element(
    'article',
    { class: 'detail-page' },
    element('div', { class: 'detail-top' }, head, bar.buttons),
    bar.report,
    action,
    element('div', { class: 'detail-columns' }, chart.root, text),
    more,
    facts,
  );
  /** @type {QueueEntry | null} */
  let shown = null;
  /** @type {Details | null} */
  let known = null;

  /** @param {string} id */
  async function read(id) {
    try {
      /** @type {{ recommendation: Details | null }} */
      const { recommendation } = await send(details, { id });
      if (shown?.recommendation.id !== id) return;
      known = recommendation;
      if (recommendation !== null) showKnown(recommendation);
    } catch (error) {
      if (shown?.recommendation.id !== id) return;
      const reason = error instanceof Error ? error.message : String(error);
      more.replaceChildren(element('p', { class: 'detail-note' }, `Its details cannot be read now. ${reason}`));
    }
  }

  /** @param {Details} read */
  function showKnown(read) {
    const { anomaly, equipment, siteId, equipmentId, history } = read;
    const definition = equipment?.sensors.find(({ sensorType }) => sensorType === anomaly?.sensorType);
    showText(read, anomaly === null ? null : anomalyText(anomaly, definition));
    more.replaceChildren(
      block('What happened to it', element('ol', { class: 'history' }, ...history.map(historyItem))),
      block('Equipment', element('p', {}, equipmentText(equipment))),
    );
    chart.show(
      anomaly === null
        ? null
        : {
            siteId,
            equipmentId,
            sensorType: anomaly.sensorType,
            definition,
            mark: { atMs: Date.parse(anomaly.eventTime), value: anomaly.value },
          },
    );
  }

  /** @param {Recommendation & Partial<Pick<Details, 'rootCauseAnalysis' | 'expectedOutcome' | 'outcome'>>} read @param {string | null} seen */
  function showText(read, seen) {
    const { issueDescription, recommendedAction, rootCauseAnalysis, expectedOutcome, outcome } = read;
    action.replaceChildren(...blocks([['What to do', recommendedAction]], 'block-action'));
    text.replaceChildren(
      ...blocks([
        ['What came of it', outcome],
        ['What was seen', seen ?? issueDescription],
        ['Probable cause', rootCauseAnalysis],
        ['What the action should lead to', expectedOutcome],
      ]),
    );
  }

  function tick() {
    if (shown === null) return;
    const { recommendation } = shown;
    const { createdAt, confidenceScore } = recommendation;
    const parts = [
      `raised ${moment(createdAt, now())}, ${duration(now() - Date.parse(createdAt))} ago`,
      confidenceScore === null ? '' : `${Math.round(confidenceScore * 100)} % confident`,
      arrival(shown),
    ];
    setText(facts, parts.filter((each) => each !== '').join(' · '));
    chart.tick();
  }

  return {
    root,
    tick,
    arm: bar.arm,
    /** @param {QueueEntry} entry @param {boolean} asked the operator has chosen it */
    show(entry, asked) {
      const before = shown?.recommendation;
      const { recommendation } = entry;
      shown = entry;
      const fresh = before?.id !== recommendation.id;
      // First, because what may be decided depends on the screen's key as well.
      bar.show(recommendation, { fresh, replaced: before !== undefined && !asked });
      if (before === recommendation) return;
      head.replaceChildren(
        severityMark(recommendation.severity),
        element(
          'div',
          {},
          element('h2', {}, `${placeName(recommendation)}: ${spaced(recommendation.issueType)}`),
          element('p', { class: 'detail-status' }, `${recommendation.severity}, ${standing(recommendation, now())}`),
        ),
      );
      if (fresh) {
        known = null;
        showText(recommendation, null);
        more.replaceChildren();
        chart.show(null);
      }
      if (known === null || known.version !== recommendation.version) void read(recommendation.id);
      tick();
    },
    hide() {
      if (shown === null) return;
      shown = null;
      chart.show(null);
    },
  };
}

/** @param {readonly (readonly [string, string | null | undefined])[]} parts @param {string} [kind] */
function blocks(parts, kind) {
  return parts.flatMap(([title, words]) => (words ? [block(title, element('p', {}, words), kind)] : []));
}

/** @param {string} title @param {Node} content @param {string} [kind] */
function block(title, content, kind = '') {
  return element('section', { class: `block ${kind}` }, element('h3', {}, title), content);
}

/** @param {HistoryEntry} entry */
function historyItem({
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
  const by = operatorId === null ? '' : ` by ${operatorId}`;
  const said = [rejectionReason, outcome, operatorNotes].filter((each) => each !== null);
  return element(
    'li',
    {},
    element('time', { datetime: occurredAt }, moment(occurredAt, now())),
    ` ${what}${until}${by}`,
    ...said.map((each) => element('q', {}, each)),
  );
}
