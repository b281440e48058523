/** The detail page of one machine: its sensors beside their limits, and the chart of one of them. */

/** @import { AlarmState, Equipment, Send, SensorDefinition, SensorStatus } from '../../types.ts' */
/** @import { Judgement } from './limits.js' */
/** @import { createMaintenance } from './maintenance.js' */
/** @import { Machine } from './plant.js' */

import { now } from '../connection/clock.js';
import { equipmentDetails } from '../connection/operations.js';
import { arrange } from '../page/arrange.js';
import { element, setText } from '../page/elements.js';
import { createLongText } from '../page/long-text.js';
import { own, phrase, put, whole } from '../page/phrase.js';
import { severityMark } from '../page/severity-mark.js';
import { duration, freshnessAt, freshnessWords, placeName, spaced } from '../page/words.js';
import { assessmentWord } from './assessment.js';
import { equipmentText } from './explain.js';
import { limitsOf, limitsText, valueWithUnit } from './limits.js';
import { createSensorChart } from './sensor-chart.js';

const mostRows = 500;
/** What people did about an alarm that is active. @type {Partial<Record<AlarmState, string>>} */
const doneWords = {
  UNACKNOWLEDGED: ' and not acknowledged',
  ACKNOWLEDGED: ' and acknowledged',
  SHELVED: ' and shelved',
  OUT_OF_SERVICE: ' and out of service',
  SUPPRESSED: ' and suppressed',
};
/** @type {Judgement} */
const unjudged = { kind: 'none', limits: [], exceeded: null };

/**
 * One machine: all its sensors now beside their limits, and the course of the chosen one.
 *
 * @param {Send} send
 * @param {ReturnType<typeof createMaintenance>} maintenance
 */
export function createMachineView(send, maintenance) {
  const title = element('h2', {});
  const about = element('p', { class: 'detail-status' });
  const state = element('p', { class: 'detail-state' });
  const mark = element('span', {});
  const wholeName = createLongText();
  const rows = element('tbody', {});
  const chart = createSensorChart(send);
  const headings = ['Sensor', 'Value', 'Limits', 'Quality', 'Age'].map((name) => element('th', { scope: 'col' }, name));
  const table = element('table', { class: 'sensors' }, element('thead', {}, element('tr', {}, ...headings)), rows);
  const root = element(
    'article',
    { class: 'detail-page' },
    element('header', { class: 'detail-head' }, mark, element('div', {}, title, state, about)),
    wholeName.root,
    maintenance.root,
    chart.root,
    table,
  );
  /** @type {Machine | null} */
  let shown = null;
  let chosen = '';
  let drawnChanges = -1;
  /** @type {Map<string, ReturnType<typeof createRow>>} */
  const drawn = new Map();

  /** @param {string} sensorType */
  function choose(sensorType) {
    if (shown === null) return;
    chosen = sensorType;
    const { siteId, equipmentId, definitions, sensors } = shown;
    for (const [type, { row }] of drawn) row.setAttribute('aria-current', String(type === sensorType));
    if (['string', 'boolean'].includes(typeof sensors.get(sensorType)?.value)) chart.show(null);
    else chart.show({ siteId, equipmentId, sensorType, definition: definitions.get(sensorType), mark: null });
  }

  /** @param {Machine} machine */
  async function read(machine) {
    const { equipmentId, siteId } = machine;
    try {
      /** @type {{ equipment: Equipment | null }} */
      const answer = await send(equipmentDetails, { id: equipmentId, siteId });
      if (shown === machine) put(about, equipmentText(answer.equipment));
    } catch (error) {
      if (shown === machine) put(about, phrase`${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** @param {Machine} machine */
  function first({ assessment, sensors, definitions }) {
    const types = [...new Set([...sensors.keys(), ...definitions.keys()])].sort();
    return assessment.exceeded?.status.sensorType ?? types.find((type) => type.includes('vibration')) ?? types[0] ?? '';
  }

  function tick() {
    if (shown === null) return;
    drawnChanges = shown.changes;
    const { assessment, sensors, definitions, alert, condition } = shown;
    if (mark.dataset['severity'] !== (assessment.worst ?? ''))
      mark.replaceChildren(...(assessment.worst === null ? [] : [severityMark(assessment.worst)]));
    mark.dataset['severity'] = assessment.worst ?? '';
    const stands = assessment.beyond ? `beyond a limit (${assessmentWord(assessment)})` : assessmentWord(assessment);
    const active =
      condition === null ? '' : `, a ${condition.severity} alarm is active${doneWords[condition.state] ?? ''}`;
    setText(state, `${stands}${active}${alert === null ? '' : `, a ${alert.severity} alert waits for a decision`}`);
    // What is beyond its limit stands first.
    const beyond = (/** @type {string} */ type) => assessment.judgements.get(type)?.kind === 'beyond';
    const types = [...new Set([...sensors.keys(), ...definitions.keys()])]
      .sort((a, b) => Number(beyond(b)) - Number(beyond(a)) || (a < b ? -1 : 1))
      .slice(0, mostRows);
    if (chosen === '' && types.length > 0) choose(first(shown));
    for (const type of types) {
      const row = drawn.get(type) ?? createRow(type, choose);
      drawn.set(type, row);
      row.update(sensors.get(type), definitions.get(type), assessment.judgements.get(type) ?? unjudged);
    }
    arrange(
      rows,
      types.flatMap((type) => drawn.get(type)?.row ?? []),
    );
    chart.tick();
    maintenance.tick();
  }

  return {
    root,
    tick,
    /** @param {Machine} machine */
    show(machine) {
      if (machine === shown) {
        if (machine.changes !== drawnChanges) tick();
        return;
      }
      const isSame = machine.key === shown?.key;
      shown = machine;
      if (isSame) {
        // The plant was read anew: what the person has chosen on this page stays.
        tick();
        void read(machine);
        return;
      }
      chosen = '';
      drawn.clear();
      rows.replaceChildren();
      put(title, placeName(machine));
      const name = whole([machine.equipmentId]);
      wholeName.show(name);
      wholeName.root.hidden = name === '';
      put(about, own(''));
      chart.show(null);
      maintenance.show(machine);
      tick();
      void read(machine);
    },
    hide() {
      if (shown === null) return;
      shown = null;
      maintenance.show(null);
      chart.show(null);
    },
  };
}

/** @param {string} sensorType @param {(sensorType: string) => void} choose */
function createRow(sensorType, choose) {
  const name = element('button', { type: 'button', class: 'sensor-name', onclick: () => choose(sensorType) });
  put(name, phrase`${spaced(sensorType)}`);
  const mark = element('span', { class: 'sensor-mark' });
  const value = element('span', { class: 'sensor-value' });
  const text = createLongText();
  const word = element('strong', { class: 'sensor-word' });
  const limits = element('td', { class: 'sensor-limits' });
  const quality = element('td', {});
  const age = element('td', {});
  const row = element(
    'tr',
    {},
    element('th', { scope: 'row' }, name),
    element('td', {}, element('span', { class: 'sensor-now' }, mark, value, word), text.root),
    limits,
    quality,
    age,
  );
  return {
    row,
    /** @param {SensorStatus | undefined} status @param {SensorDefinition | undefined} definition @param {Judgement} judged */
    update(status, definition, judged) {
      const { exceeded } = judged;
      if (row.dataset['severity'] !== (exceeded?.severity ?? ''))
        mark.replaceChildren(...(exceeded === null ? [] : [severityMark(exceeded.severity)]));
      row.dataset['severity'] = exceeded?.severity ?? '';
      setText(word, exceeded === null ? '' : `beyond ${exceeded.name.replace('alarm ', 'alarm, ')}`);
      if (status === undefined) {
        const defined = limitsOf(definition);
        setText(value, 'no reading yet');
        put(limits, limitsText({ kind: 'none', limits: defined, exceeded: null }, definition, undefined));
        return;
      }
      // Text of any length may come as a value.
      const isText = typeof status.value === 'string';
      text.root.hidden = !isText;
      if (isText) text.show(String(status.value));
      put(value, isText ? [] : valueWithUnit(status));
      put(limits, limitsText(judged, definition, status));
      setText(quality, status.quality.toLowerCase());
      const ageMs = now() - Date.parse(status.lastUpdated);
      const freshness = freshnessAt(ageMs);
      row.dataset['freshness'] = freshness;
      row.dataset['quality'] = status.quality;
      setText(age, `${duration(ageMs)}, ${freshnessWords[freshness]}`);
    },
  };
}
