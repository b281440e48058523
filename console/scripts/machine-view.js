/** @import { Equipment, Send, SensorStatus } from '../types.ts' */
/** @import { Machine } from './plant.js' */
import { now } from './clock.js';
import { element, setText } from './elements.js';
import { equipmentText } from './explain.js';
import { equipmentDetails } from './operations.js';
import { createSensorChart } from './sensor-chart.js';
import { duration, freshnessAt, freshnessWords, placeName, spaced, valueText } from './words.js';

/**
 * One machine: all its sensors now, and the course of the chosen one.
 *
 * @param {Send} send
 */
export function createMachineView(send) {
  const title = element('h2', {});
  const about = element('p', { class: 'detail-status' });
  const rows = element('tbody', {});
  const chart = createSensorChart(send);
  const headings = ['Sensor', 'Value', 'Quality', 'Age'].map((name) => element('th', { scope: 'col' }, name));
  const table = element('table', { class: 'sensors' }, element('thead', {}, element('tr', {}, ...headings)), rows);
  const root = element(
    'article',
    { class: 'detail-page' },
    element('header', { class: 'detail-head' }, element('div', {}, title, about)),
    chart.root,
    table,
  );
  /** @type {Machine | null} */
  let shown = null;
  /** @type {Equipment | null} */
  let equipment = null;
  /** @type {Map<string, HTMLTableRowElement>} */
  const drawn = new Map();

  /** @param {string} sensorType */
  function choose(sensorType) {
    if (shown === null) return;
    const { siteId, equipmentId } = shown;
    const definition = equipment?.sensors.find((each) => each.sensorType === sensorType);
    for (const [type, row] of drawn) row.setAttribute('aria-current', String(type === sensorType));
    if (['string', 'boolean'].includes(typeof shown.sensors.get(sensorType)?.value)) chart.show(null);
    else chart.show({ siteId, equipmentId, sensorType, definition, mark: null });
  }

  /** @param {Machine} machine */
  async function read(machine) {
    const { equipmentId, siteId } = machine;
    try {
      /** @type {{ equipment: Equipment | null }} */
      const answer = await send(equipmentDetails, { id: equipmentId, siteId });
      if (shown !== machine) return;
      equipment = answer.equipment;
      setText(about, equipmentText(equipment));
    } catch (error) {
      if (shown !== machine) return;
      setText(about, error instanceof Error ? error.message : String(error));
    }
    choose(
      [...machine.sensors.keys()].find((type) => type.includes('vibration')) ??
        [...machine.sensors.keys()].sort()[0] ??
        '',
    );
  }

  /** @param {SensorStatus} status */
  function rowOf(status) {
    const { sensorType } = status;
    const known = drawn.get(sensorType);
    if (known !== undefined) return known;
    const name = element(
      'button',
      { type: 'button', class: 'sensor-name', onclick: () => choose(sensorType) },
      spaced(sensorType),
    );
    const row = element(
      'tr',
      {},
      element('th', { scope: 'row' }, name),
      element('td', {}),
      element('td', {}),
      element('td', {}),
    );
    drawn.set(sensorType, row);
    return row;
  }

  function tick() {
    if (shown === null) return;
    const sensors = [...shown.sensors.values()].sort((a, b) => a.sensorType.localeCompare(b.sensorType));
    for (const [index, status] of sensors.entries()) {
      const row = rowOf(status);
      if (rows.children[index] !== row) rows.insertBefore(row, rows.children[index] ?? null);
      const ageMs = now() - Date.parse(status.lastUpdated);
      const state = freshnessAt(ageMs);
      row.dataset['freshness'] = state;
      const [, value, quality, age] = row.cells;
      if (value !== undefined)
        setText(value, `${valueText(status.value)}${status.units === null ? '' : ` ${status.units}`}`);
      if (quality !== undefined) setText(quality, status.quality.toLowerCase());
      if (age !== undefined) setText(age, `${duration(ageMs)}, ${freshnessWords[state]}`);
    }
    chart.tick();
  }

  return {
    root,
    tick,
    /** @param {Machine} machine */
    show(machine) {
      if (machine === shown) return;
      shown = machine;
      equipment = null;
      drawn.clear();
      rows.replaceChildren();
      setText(title, placeName(machine));
      setText(about, '');
      chart.show(null);
      tick();
      void read(machine);
    },
    hide() {
      if (shown === null) return;
      shown = null;
      chart.show(null);
    },
  };
}
