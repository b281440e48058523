/** Scores a folder of recorded series with labels, in the layout of the Numenta Anomaly Benchmark. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { recordedTimeMs } from '../../src/domain/readings/recorded-time.ts';
import { createScorer } from '../../src/scoring/detectors.ts';
import { type JudgedFile, judge, type LabelledWindow } from './profiles.ts';
import { type ToldSeries, toldOf } from './told.ts';

/** A folder in the benchmark's layout: `data/<group>/<file>.csv` with timestamp and value, `labels/combined_windows.json`. */

const labels = z.record(z.string(), z.array(z.tuple([z.string(), z.string()])));
const recorded = z.array(z.object({ timestamp: z.string(), value: z.coerce.number() }));

export interface ScoredCorpus {
  readonly files: readonly JudgedFile[];
  readonly told: readonly ToldSeries[];
  readonly rows: number;
  /** Of the detector alone, for a row, in µs. */
  readonly costUs: number;
}

/** Each file is a sensor that nobody has seen before; nothing is told of it but its rows, one after the other. */
export async function scoreCorpus(folder: string): Promise<ScoredCorpus> {
  const windows = labels.parse(
    JSON.parse(await readFile(path.join(folder, 'labels', 'combined_windows.json'), 'utf8')),
  );
  const files: JudgedFile[] = [];
  const told: ToldSeries[] = [];
  let rows = 0;
  let spentNs = 0n;
  for (const name of Object.keys(windows).sort()) {
    const text = await readFile(path.join(folder, 'data', name), 'utf8');
    const points = recorded.parse(parse(text, { columns: true, bom: true, skip_empty_lines: true }));
    const timesS = points.map(({ timestamp }) => (recordedTimeMs(timestamp) ?? Number.NaN) / 1_000);
    const score = createScorer({ detector: 'novelty', trainingRows: null });
    const from = process.hrtime.bigint();
    const scores = points.map(({ value }, i) => score(timesS[i] ?? null, [value]).score);
    spentNs += process.hrtime.bigint() - from;
    rows += points.length;
    const stamps = points.map(({ timestamp }) => timestamp);
    told.push(
      toldOf(
        name,
        points.map(({ timestamp, value }) => ({ timeMs: recordedTimeMs(timestamp) ?? Number.NaN, value })),
        (windows[name] ?? []).map(([first, last]) => ({
          fromMs: recordedTimeMs(first.slice(0, 19)) ?? Number.NaN,
          toMs: recordedTimeMs(last.slice(0, 19)) ?? Number.NaN,
        })),
      ),
    );
    files.push(
      judge(
        name,
        scores,
        (windows[name] ?? []).map(([first, last]) => placesOf(stamps, first, last, name)),
      ),
    );
  }
  return { files, told, rows, costUs: Number(spentNs) / 1_000 / Math.max(1, rows) };
}

/** Labels carry fractions of a second that the rows lack. */
function placesOf(stamps: readonly string[], first: string, last: string, name: string): LabelledWindow {
  const place = (label: string): number => {
    const found = stamps.indexOf(label.slice(0, 19));
    if (found === -1) throw new Error(`${name} has no row at ${label}, where a label is`);
    return found;
  };
  return { from: place(first), to: place(last) };
}
