/** The detail page of one recommendation. */

/** @import { Details, QueueEntry, Recommendation, Send } from '../../types.ts' */
/** @import { Decision, Report } from './decisions.js' */
/** @import { Phrase } from '../page/phrase.js' */
/** @import { Plant } from '../machines/plant.js' */

import { now } from '../connection/clock.js';
import { details } from '../connection/operations.js';
import { anomalyText, equipmentText } from '../machines/explain.js';
import { limitsText, valueWithUnit } from '../machines/limits.js';
import { machineKey } from '../machines/plant.js';
import { createSensorChart } from '../machines/sensor-chart.js';
import { element, setText } from '../page/elements.js';
import { createLongText } from '../page/long-text.js';
import { foreign, own, phrase, put, whole } from '../page/phrase.js';
import { severityMark } from '../page/severity-mark.js';
import {
  arrival,
  duration,
  freshnessAt,
  freshnessWords,
  moment,
  normalAgain,
  placeName,
  spaced,
  statusSentence,
} from '../page/words.js';
import { createDecisionBar } from './decision-bar.js';
import { findingItem, historyItem } from './list-items.js';

/**
 * All that is known of one recommendation, and the decisions it waits for.
 *
 * @param {object} options
 * @param {Send} options.send
 * @param {(decision: Decision, recommendation: Recommendation) => Promise<Report | null>} options.decide
 * @param {() => boolean} options.mayDecide
 * @param {Plant} options.plant
 * @param {(id: string, normalSince: string | null) => void} options.readNormalSince since when its cause is over, as just read
 */
export function createRecommendationView({ send, decide, mayDecide, plant, readNormalSince }) {
  const head = element('header', { class: 'detail-head' });
  const present = element('p', { class: 'detail-now' });
  const normal = element('p', { class: 'detail-normal', hidden: true });
  const facts = element('p', { class: 'detail-facts' });
  const action = createBlocks([['What to do', 'block-action']]);
  const text = createBlocks([
    'What came of it',
    'What was seen',
    'Probable cause',
    'What the action should lead to',
    'Its names in full',
  ]);
  text.root.className = 'detail-text';
  const bar = createDecisionBar(decide, mayDecide);
  const chart = createSensorChart(send);
  const more = element('div', { class: 'detail-more' });
  const root = element(
    'article',
    { class: 'detail-page' },
    element('div', { class: 'detail-top' }, head, bar.buttons),
    bar.report,
    normal,
    present,
    action.root,
    element('div', { class: 'detail-columns' }, chart.root, text.root),
    more,
    facts,
  );
  /** @type {QueueEntry | null} */
  let shown = null;
  /** @type {Details | null} */
  let known = null;

  let reading = false;

  /** Reads one recommendation at a time; when others were selected meanwhile, it reads the last of them next. @param {string} id */
  async function read(id) {
    if (reading) return;
    reading = true;
    await readOnce(id);
    reading = false;
    const next = shown?.recommendation;
    if (next !== undefined && (next.id !== id || (known !== null && known.version < next.version))) void read(next.id);
  }

  /** @param {string} id */
  async function readOnce(id) {
    try {
      /** @type {{ recommendation: Details | null }} */
      const { recommendation } = await send(details, { id });
      if (shown?.recommendation.id !== id) return;
      known = recommendation;
      if (recommendation !== null) {
        showKnown(recommendation);
        readNormalSince(id, recommendation.normalSince);
      }
    } catch (error) {
      if (shown?.recommendation.id !== id) return;
      const reason = error instanceof Error ? error.message : String(error);
      more.replaceChildren(
        element(
          'p',
          { class: 'detail-note' },
          phrase`Its details cannot be read now. ${foreign(reason, { most: 400 })}`,
        ),
      );
    }
  }

  /** @param {Details} read */
  function showKnown(read) {
    const { anomaly, equipment, siteId, equipmentId, history, findings } = read;
    const definition = equipment?.sensors.find(({ sensorType }) => sensorType === anomaly?.sensorType);
    showText(read, anomaly === null ? null : anomalyText(anomaly, definition));
    const open = more.contains(document.activeElement);
    more.replaceChildren(
      ...(findings.length > 1
        ? [
            block(
              `Findings at this machine: ${findings.length}`,
              element('ol', { class: 'history findings' }, ...findings.map(findingItem)),
            ),
          ]
        : []),
      block('What happened to it', element('ol', { class: 'history' }, ...history.map(historyItem))),
      block('Equipment', element('p', {}, equipmentText(equipment))),
    );
    if (open) root.closest('section')?.focus();
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

  /** @param {Recommendation & Partial<Pick<Details, 'rootCauseAnalysis' | 'expectedOutcome' | 'outcome'>>} read @param {Phrase | null} seen */
  function showText(read, seen) {
    const { issueDescription, recommendedAction, rootCauseAnalysis, expectedOutcome, outcome } = read;
    action.show([recommendedAction]);
    text.show([
      outcome,
      seen ?? issueDescription,
      rootCauseAnalysis,
      expectedOutcome,
      whole([read.equipmentId, read.issueType]),
    ]);
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
    put(present, presentWords(recommendation));
    chart.tick();
  }

  /** The present value of the sensor that raised the alert. @param {Recommendation} recommendation @returns {Phrase} */
  function presentWords(recommendation) {
    const { anomaly } = recommendation;
    const machine = plant.machines.get(machineKey(recommendation));
    const status = anomaly === null ? undefined : machine?.sensors.get(anomaly.sensorType);
    if (status === undefined || machine === undefined) return [];
    const judged = machine.assessment.judgements.get(status.sensorType);
    const ageMs = now() - Date.parse(status.lastUpdated);
    present.dataset['severity'] = judged?.exceeded?.severity ?? '';
    const beyond = judged?.exceeded == null ? '' : `, beyond ${judged.exceeded.name}`;
    const quality = status.quality === 'GOOD' ? '' : `, quality ${status.quality.toLowerCase()}`;
    const limits =
      judged === undefined
        ? []
        : phrase` · limits: ${limitsText(judged, machine.definitions.get(status.sensorType), status)}`;
    return phrase`Now: ${spaced(status.sensorType)} ${valueWithUnit(status)}${own(`${beyond}${quality}, ${duration(ageMs)} old, ${freshnessWords[freshnessAt(ageMs)]}`)}${limits}`;
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
      const again = normalAgain(entry, now());
      setText(normal, again === '' ? '' : `The value that raised it is ${again}.`);
      normal.hidden = again === '';
      if (before === recommendation) return;
      head.replaceChildren(
        severityMark(recommendation.severity),
        element(
          'div',
          {},
          element('h2', {}, phrase`${placeName(recommendation)}: ${spaced(recommendation.issueType)}`),
          element(
            'p',
            { class: 'detail-status' },
            phrase`${own(recommendation.severity)}, ${statusSentence(recommendation, now())}`,
          ),
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

/**
 * Titled texts of any length; what was opened stays open, and in its place, while they are read anew.
 *
 * @param {readonly (string | readonly [string, string])[]} titles each alone or with a class
 */
function createBlocks(titles) {
  const blocks = titles.map((each) => {
    const [title, kind] = typeof each === 'string' ? [each, ''] : each;
    const long = createLongText();
    const said = element('p', {});
    return { long, said, root: block(title, element('div', {}, said, long.root), kind) };
  });
  return {
    root: element('div', {}, ...blocks.map(({ root }) => root)),
    /** @param {readonly (string | Phrase | null | undefined)[]} texts in the order of the titles */
    show(texts) {
      for (const [index, { long, said, root }] of blocks.entries()) {
        const text = texts[index] ?? '';
        root.hidden = text.length === 0;
        long.show(typeof text === 'string' ? text : '');
        put(said, typeof text === 'string' ? [] : text);
        said.hidden = typeof text === 'string';
        long.root.hidden = !said.hidden;
      }
    },
  };
}

/** @param {string} title @param {Node} content @param {string} [kind] */
function block(title, content, kind = '') {
  return element('section', { class: `block ${kind}` }, element('h3', {}, title), content);
}
