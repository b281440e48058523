/** The chart of a sensor with its choice of time span, kept up to date while it is shown. */

/** @import { Send, SensorDefinition, Series } from '../../types.ts' */

import { now } from '../connection/clock.js';
import { sensorSeries } from '../connection/operations.js';
import { element } from '../page/elements.js';
import { foreign, phrase, plainText, put } from '../page/phrase.js';
import { spaced } from '../page/words.js';
import { chart } from './chart.js';
import { limitsOf } from './limits.js';

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

  let reading = false;

  /** One at a time: of many that were asked for, the last is drawn. */
  async function read() {
    if (reading) return;
    reading = true;
    const [asked, span] = [subject, spans[chosen]];
    await readOnce();
    reading = false;
    if (subject !== null && (subject !== asked || spans[chosen] !== span)) void read();
  }

  async function readOnce() {
    const asked = subject;
    const span = spans[chosen];
    if (asked === null || span === undefined) return;
    const toMs = now();
    const fromMs = toMs - span.lengthMs;
    readAtMs = performance.now();
    const { siteId, equipmentId, sensorType, definition, mark } = asked;
    const title = definition?.name ?? spaced(sensorType);
    const unit = definition?.effectiveLimits.unit ?? definition?.unit ?? '';
    put(caption, unit === '' ? phrase`${title}` : phrase`${title}, ${unit}`);
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
        title: plainText(phrase`${title}, ${span.name.toLowerCase()}`),
        unit: plainText(phrase`${unit}`),
        limits: limitsOf(definition).sort((a, b) => a.value - b.value),
        mark,
      });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      drawn = element(
        'p',
        { class: 'chart-empty' },
        phrase`The course cannot be shown. ${foreign(reason, { kind: 'text', most: 400 })}`,
      );
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
      if (subject !== null && !document.hidden && performance.now() - readAtMs > refreshMs) void read();
    },
  };
}
