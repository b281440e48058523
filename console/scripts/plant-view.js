/** @import { QueueEntry, Severity } from '../types.ts' */
/** @import { Machine, Plant } from './plant.js' */
import { now } from './clock.js';
import { element, part, setText } from './elements.js';
import { machineKey } from './plant.js';
import { severityMark } from './severity-mark.js';
import { freshnessAt, freshnessWords, placeName, severityRank, spaced, valueText } from './words.js';

const mostTiles = 60;
const sensorsPerTile = 2;
/** What a person would look at first on a machine that is not in alarm. */
const telling = ['vibration', 'temperature', 'pressure', 'throughput', 'speed'];

/**
 * The strip of machines: those with an open alert first, then those that have fallen silent, then by name.
 *
 * @param {Plant} plant
 * @param {(machine: Machine) => void} select
 */
export function createPlantView(plant, select) {
  const list = element('ul', { class: 'plant-list' });
  const summary = element('p', { class: 'plant-summary' });
  part('plant', HTMLElement).append(element('h2', { class: 'plant-title' }, 'Equipment now', summary), list);
  /** @type {Map<string, ReturnType<typeof createTile>>} */
  const tiles = new Map();

  return {
    /** @param {readonly QueueEntry[]} pending */
    show(pending) {
      const alerts = alertsByMachine(pending);
      const rows = [...plant.machines].map(([key, machine]) => {
        const alert = alerts.get(key);
        return { key, machine, alert, ageMs: youngestMs(machine) };
      });
      rows.sort(
        (a, b) =>
          rankOf(b.alert?.severity) - rankOf(a.alert?.severity) ||
          Number(freshnessAt(b.ageMs) === 'STALE') - Number(freshnessAt(a.ageMs) === 'STALE') ||
          placeName(a.machine).localeCompare(placeName(b.machine), 'en', { numeric: true }),
      );
      const drawn = rows.slice(0, mostTiles);
      const silent = rows.filter(({ ageMs }) => freshnessAt(ageMs) !== 'CURRENT').length;
      const hidden = rows.length - drawn.length;
      setText(
        summary,
        `${rows.length === 0 ? 'No readings yet' : silent === 0 ? `all ${rows.length} current` : `${silent} of ${rows.length} not current`}${hidden === 0 ? '' : `; ${hidden} not shown`}`,
      );
      const shown = new Set();
      for (const [index, { key, machine, alert, ageMs }] of drawn.entries()) {
        const tile = tiles.get(key) ?? createTile(machine, select);
        tiles.set(key, tile);
        shown.add(key);
        tile.update(alert, ageMs);
        if (list.children[index] !== tile.root) list.insertBefore(tile.root, list.children[index] ?? null);
      }
      for (const [key, tile] of tiles) {
        if (shown.has(key)) continue;
        tile.root.remove();
        tiles.delete(key);
      }
    },
  };
}

/** @typedef {{ readonly severity: Severity; readonly sensorTypes: ReadonlySet<string> }} MachineAlert */

/** @param {Machine} machine @param {(machine: Machine) => void} select */
function createTile(machine, select) {
  const mark = element('span', { class: 'tile-mark' });
  const freshness = element('span', { class: 'tile-freshness' });
  const values = element('span', { class: 'tile-values' });
  const button = element(
    'button',
    { type: 'button', class: 'tile', onclick: () => select(machine) },
    element(
      'span',
      { class: 'tile-head' },
      mark,
      element('span', { class: 'tile-name' }, placeName(machine)),
      freshness,
    ),
    values,
  );
  /** @type {Severity | undefined} */
  let marked;
  return {
    root: element('li', {}, button),
    /** @param {MachineAlert | undefined} alert @param {number} ageMs */
    update(alert, ageMs) {
      const state = freshnessAt(ageMs);
      button.dataset['freshness'] = state;
      button.dataset['severity'] = alert?.severity ?? '';
      setText(freshness, freshnessWords[state]);
      if (alert?.severity !== marked) {
        marked = alert?.severity;
        mark.replaceChildren(
          ...(marked === undefined
            ? []
            : [severityMark(marked), element('span', { class: 'spoken' }, `${marked} alert`)]),
        );
      }
      const lines = tellingSensors(machine, alert).map(({ sensorType, value, units, quality }) => {
        const doubt = quality === 'GOOD' ? '' : ` (${quality.toLowerCase()})`;
        return { name: spaced(sensorType), text: `${valueText(value)}${units === null ? '' : ` ${units}`}${doubt}` };
      });
      while (values.children.length > lines.length * 2) values.lastElementChild?.remove();
      while (values.children.length < lines.length * 2)
        values.append(element('span', { class: 'tile-sensor' }), element('span', { class: 'tile-value' }));
      for (const [index, { name, text }] of lines.entries()) {
        const [label, value] = [values.children[index * 2], values.children[index * 2 + 1]];
        if (label !== undefined) setText(label, name);
        if (value !== undefined) setText(value, text);
      }
    },
  };
}

/** @param {readonly QueueEntry[]} pending the worst first */
function alertsByMachine(pending) {
  /** @type {Map<string, { severity: Severity; sensorTypes: Set<string> }>} */
  const alerts = new Map();
  for (const { recommendation } of pending) {
    const key = machineKey(recommendation);
    const alert = alerts.get(key) ?? { severity: recommendation.severity, sensorTypes: new Set() };
    if (recommendation.anomaly !== null) alert.sensorTypes.add(recommendation.anomaly.sensorType);
    alerts.set(key, alert);
  }
  return alerts;
}

/** @param {Machine} machine @param {MachineAlert | undefined} alert */
function tellingSensors({ sensors }, alert) {
  /** @param {string} sensorType */
  const rank = (sensorType) => {
    if (alert?.sensorTypes.has(sensorType)) return -1;
    const index = telling.findIndex((word) => sensorType.includes(word));
    return index === -1 ? telling.length : index;
  };
  return [...sensors.values()]
    .sort((a, b) => rank(a.sensorType) - rank(b.sensorType) || a.sensorType.localeCompare(b.sensorType))
    .slice(0, sensorsPerTile);
}

/** How long the machine has been silent. @param {Machine} machine */
function youngestMs({ sensors }) {
  let newestMs = 0;
  for (const { lastUpdated } of sensors.values()) newestMs = Math.max(newestMs, Date.parse(lastUpdated));
  return now() - newestMs;
}

/** @param {Severity | undefined} severity */
function rankOf(severity) {
  return severity === undefined ? -1 : severityRank[severity];
}
