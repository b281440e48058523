/** Draws the course of one sensor as an SVG, with its limits and the reading that raised the alert. */

/** @import { Series } from '../../types.ts' */
import { drawing, element } from '../page/elements.js';
import { clockTime, valueText } from '../page/words.js';

const width = 400;
const height = 176;
const margin = { top: 10, right: 104, bottom: 22, left: 42 };

const shortestMs = 300_000;

/** @typedef {{ readonly name: string; readonly value: number }} Level */

/**
 * A sensor's course: mean as a line, least to greatest as a band, its limits, and the reading that raised the alert.
 *
 * @param {object} options
 * @param {Series} options.series
 * @param {number} options.fromMs
 * @param {number} options.toMs
 * @param {string} options.title
 * @param {string} options.unit
 * @param {readonly Level[]} options.limits
 * @param {{ readonly atMs: number; readonly value: number } | null} options.mark
 */
export function chart({ series, fromMs: askedFromMs, toMs, title, unit, limits, mark }) {
  if (series.timestamps.length === 0) return element('p', { class: 'chart-empty' }, 'No readings in this time.');
  const starts = series.timestamps.map((time) => Date.parse(time));
  const spanMs = usualStep(starts);
  // A point stands for its span and is drawn in the middle of it.
  const times = starts.map((startMs) => Math.min(startMs + spanMs / 2, toMs));
  // The chart of a new sensor begins with its first reading, which would else fill only the end of the day.
  const fromMs = Math.max(askedFromMs, Math.min(starts[0] ?? askedFromMs, toMs - shortestMs));
  const seen = [...series.min, ...series.max, ...(mark === null ? [] : [mark.value])];
  const { least, greatest } = extent(seen, limits);
  const marked = mark !== null && mark.atMs >= fromMs && mark.atMs <= toMs ? mark : null;
  /** @param {number} ms */
  const x = (ms) => round(margin.left + ((ms - fromMs) / (toMs - fromMs)) * (width - margin.left - margin.right));
  /** @param {number} value */
  const y = (value) =>
    round(height - margin.bottom - ((value - least) / (greatest - least)) * (height - margin.top - margin.bottom));
  const right = width - margin.right;
  const lowest = Math.min(...series.min);
  const highest = Math.max(...series.max);
  const last = series.avg.at(-1) ?? 0;
  const runs = unbroken(starts, spanMs);

  return drawing(
    'svg',
    {
      class: 'chart',
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'aria-label': `${title}: ${valueText(lowest)} to ${valueText(highest)} ${unit}, lately ${valueText(last)} ${unit}`,
    },
    ...ticks(least, greatest).flatMap((value) => [
      drawing('line', { class: 'chart-grid', x1: margin.left, x2: right, y1: y(value), y2: y(value) }),
      drawing(
        'text',
        { class: 'chart-text', x: margin.left - 8, y: y(value) + 4, 'text-anchor': 'end' },
        valueText(value),
      ),
    ]),
    ...[0, 1, 2, 3, 4].map((quarter) => {
      const ms = fromMs + ((toMs - fromMs) * quarter) / 4;
      const anchor = quarter === 0 ? 'start' : quarter === 4 ? 'end' : 'middle';
      return drawing(
        'text',
        { class: 'chart-text', x: x(ms), y: height - 5, 'text-anchor': anchor },
        clockTime(ms).slice(0, 5),
      );
    }),
    ...runs.map(([from, to]) => {
      const indexes = Array.from({ length: to - from }, (_, offset) => from + offset);
      const upper = indexes.map((index) => `${x(times[index] ?? 0)},${y(series.max[index] ?? 0)}`);
      const lower = indexes.map((index) => `${x(times[index] ?? 0)},${y(series.min[index] ?? 0)}`).reverse();
      return drawing('polygon', { class: 'chart-band', points: [...upper, ...lower].join(' ') });
    }),
    ...limits
      .filter(({ value }) => value >= least && value <= greatest)
      .flatMap(({ name, value }) => [
        drawing('line', {
          class: `chart-limit chart-${name.replace(' ', '-')}`,
          x1: margin.left,
          x2: right,
          y1: y(value),
          y2: y(value),
        }),
        drawing(
          'text',
          { class: `chart-text chart-${name.replace(' ', '-')}`, x: right + 11, y: y(value) + 4 },
          `${name} ${valueText(value)}`,
        ),
      ]),
    ...runs.map(([from, to]) => {
      const points = times.slice(from, to).map((ms, offset) => `${x(ms)},${y(series.avg[from + offset] ?? 0)}`);
      return drawing('polyline', { class: 'chart-line', points: points.join(' ') });
    }),
    marked === null ? null : drawing('circle', { class: 'chart-mark', cx: x(marked.atMs), cy: y(marked.value), r: 6 }),
  );
}

/**
 * Room for all that was seen, and for the next limit above it; not for limits far away, which would flatten the course.
 *
 * @param {readonly number[]} seen
 * @param {readonly Level[]} limits
 */
function extent(seen, limits) {
  const least = Math.min(...seen);
  const highest = Math.max(...seen);
  const next = limits.find(({ value }) => value > highest)?.value ?? highest;
  const reach = highest - least || Math.abs(highest) || 1;
  const greatest = next - highest < 2 * reach ? next : highest;
  const room = (greatest - least || 1) * 0.08;
  return { least: least - room, greatest: greatest + room };
}

/** Four round numbers or so. @param {number} least @param {number} greatest */
function ticks(least, greatest) {
  const rough = (greatest - least) / 4;
  const scale = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((factor) => factor * scale >= rough) ?? 10) * scale;
  const values = [];
  for (let value = Math.ceil(least / step) * step; value <= greatest; value += step) values.push(round(value, 6));
  return values;
}

/** @param {readonly number[]} starts */
function stepsOf(starts) {
  return starts.slice(1).map((start, index) => start - (starts[index] ?? start));
}

/** @param {readonly number[]} starts */
function usualStep(starts) {
  const steps = stepsOf(starts).sort((a, b) => a - b);
  return steps[Math.floor(steps.length / 2)] ?? 0;
}

/** Where readings are missing the line is broken, not drawn across. @param {readonly number[]} starts @param {number} spanMs */
function unbroken(starts, spanMs) {
  /** @type {[number, number][]} */
  const runs = [];
  let from = 0;
  for (const [index, step] of stepsOf(starts).entries()) {
    if (step <= spanMs * 3) continue;
    runs.push([from, index + 1]);
    from = index + 1;
  }
  runs.push([from, starts.length]);
  return runs;
}

/** @param {number} value @param {number} [digits] */
function round(value, digits = 1) {
  return Number(value.toFixed(digits));
}
