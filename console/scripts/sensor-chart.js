/** @import { Send, SensorDefinition, Series } from '../types.ts' */
import { chart } from './chart.js';
import { now } from './clock.js';
import { element } from './elements.js';
import { sensorSeries } from './operations.js';
import { spaced } from './words.js';

const hourMs = 3_600_000;
const spans = [
  { name: 'Last hour', label: '1 h', lengthMs: hourMs, refreshMs: 10_000 },
  { name: 'Last 24 hours', label: '24 h', lengthMs: 24 * hourMs, refreshMs: 60_000 },
];

/**
 * @typedef {object} ChartSubject
 * @property {string} siteId
 * @property {string} equipmentId
 * @property {string} sensorType
 * @property {SensorDefinition | undefined} definition
 * @property {{ readonly atMs: number; readonly value: number } | null} mark
 */

/**
 * The chart of one sensor, an hour or a day, read again while it is on the screen.
 *
 * @param {Send} send
 */
export function createSensorChart(send) {
  const caption = element('figcaption', { class: 'chart-title' });
  const plot = element('div', { class: 'chart-plot' });
  const buttons = spans.map(({ name, label }, index) =>
    element(
      'button',
      {
        type: 'button',
        class: 'tool',
        'aria-label': name,
        'aria-pressed': String(index === 0),
        onclick: () => choose(index),
      },
      label,
    ),
  );
  const root = element(
    'figure',
    { class: 'chart-figure', hidden: true },
    element('div', { class: 'chart-head' }, caption, element('span', { class: 'chart-spans' }, ...buttons)),
    plot,
  );
  /** @type {ChartSubject | null} */
  let subject = null;
  let chosen = 0;
  let readAtMs = 0;

  /** @param {number} index */
  function choose(index) {
    chosen = index;
    for (const [each, button] of buttons.entries()) button.setAttribute('aria-pressed', String(each === index));
    void read();
  }

  async function read() {
    const asked = subject;
    const span = spans[chosen];
    if (asked === null || span === undefined) return;
    const toMs = now();
    const fromMs = toMs - span.lengthMs;
    readAtMs = toMs;
    const { siteId, equipmentId, sensorType, definition, mark } = asked;
    const title = definition?.name ?? spaced(sensorType);
    const unit = definition?.unit ?? '';
    caption.textContent = unit === '' ? title : `${title}, ${unit}`;
    const range = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
    /** @type {Element} */
    let drawn;
    try {
      /** @type {{ series: Series }} */
      const { series } = await send(sensorSeries, { siteId, equipmentId, sensorType, ...range });
      drawn = chart({
        series,
        fromMs,
        toMs,
        title: `${title}, ${span.name.toLowerCase()}`,
        unit,
        limits: limitsOf(definition),
        mark,
      });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      drawn = element('p', { class: 'chart-empty' }, `The course cannot be shown. ${reason}`);
    }
    if (subject === asked && spans[chosen] === span) plot.replaceChildren(drawn);
  }

  return {
    root,
    /** @param {ChartSubject | null} next */
    show(next) {
      const same =
        next?.equipmentId === subject?.equipmentId &&
        next?.sensorType === subject?.sensorType &&
        next?.siteId === subject?.siteId;
      subject = next;
      root.hidden = next === null;
      if (!same) plot.replaceChildren(element('p', { class: 'chart-empty' }, 'Reading …'));
      if (next !== null) void read();
    },
    tick() {
      const refreshMs = spans[chosen]?.refreshMs ?? 0;
      if (subject !== null && !document.hidden && now() - readAtMs > refreshMs) void read();
    },
  };
}

/** @param {SensorDefinition | undefined} definition */
function limitsOf(definition) {
  const levels = [
    { name: 'warning', value: definition?.warningLimit ?? null },
    { name: 'critical', value: definition?.criticalLimit ?? null },
    { name: 'emergency', value: definition?.emergencyLimit ?? null },
  ];
  return levels.flatMap(({ name, value }) => (value === null ? [] : [{ name, value }]));
}
