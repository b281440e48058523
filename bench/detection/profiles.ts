/** Scores detections against labelled windows by the rule of the Numenta Anomaly Benchmark. */

/**
 * Scoring of detections against labelled windows by the rule of the Numenta Anomaly Benchmark (Lavin & Ahmad, 2015): a window is worth
 * most to its earliest detection, a missed one costs, and a detection outside costs less right behind a window. One threshold holds for
 * all files.
 */

export interface Profile {
  readonly name: string;
  /** What a window found, a row told outside of every window, and a window missed count. */
  readonly found: number;
  readonly falseRow: number;
  readonly missed: number;
}

export const profiles: readonly Profile[] = [
  { name: 'standard', found: 1, falseRow: 0.11, missed: 1 },
  { name: 'low false positives', found: 1, falseRow: 0.22, missed: 1 },
  { name: 'low false negatives', found: 1, falseRow: 0.11, missed: 2 },
];

/** A row that counts: the detector's score, its window, or none, and its worth before the profile's weight, -1…1. */
export interface JudgedRow {
  readonly score: number;
  readonly window: number | null;
  readonly worth: number;
}

export interface JudgedFile {
  readonly name: string;
  /** All windows of the file. */
  readonly windows: number;
  /** Windows of which at least one row counts. */
  readonly countedWindows: readonly number[];
  readonly rows: readonly JudgedRow[];
}

/** Places of a window's first and last row. */
export interface LabelledWindow {
  readonly from: number;
  readonly to: number;
}

/** The first rows are for the detector to settle and do not count. */
const settlingShare = 0.15;
const mostSettlingRows = 750;
const farBehind = 3;

/** From 1 well ahead of a window's end to -1 far behind it. */
function sigmoid(place: number): number {
  return place > farBehind ? -1 : 2 / (1 + Math.exp(5 * place)) - 1;
}

const atWindowStart = sigmoid(-1);

export function judge(name: string, scores: readonly number[], windows: readonly LabelledWindow[]): JudgedFile {
  const settling = Math.min(Math.floor(settlingShare * scores.length), mostSettlingRows);
  const rows: JudgedRow[] = [];
  let next = 0;
  let behind: LabelledWindow | null = null;
  scores.forEach((score, row) => {
    let window = windows[next];
    if (window !== undefined && row > window.to) {
      behind = window;
      next += 1;
      window = windows[next];
    }
    const isInside = window !== undefined && row >= window.from && row <= window.to;
    if (row < settling) return;
    rows.push({
      score,
      window: isInside ? next : null,
      worth: isInside && window !== undefined ? worthInside(row, window) : worthOutside(row, behind),
    });
  });
  const countedWindows = [...new Set(rows.flatMap(({ window }) => (window === null ? [] : [window])))];
  return { name, windows: windows.length, countedWindows, rows };
}

function worthInside(row: number, { from, to }: LabelledWindow): number {
  return sigmoid(-(to - row + 1) / (to - from + 1)) / atWindowStart;
}

function worthOutside(row: number, behind: LabelledWindow | null): number {
  return behind === null ? -1 : sigmoid((row - behind.to) / (behind.to - behind.from));
}

export interface Outcome {
  readonly raw: number;
  readonly found: number;
  readonly falseRows: number;
}

/** What one file is worth when every row with at least this score is an alarm. */
export function outcomeAt(file: JudgedFile, threshold: number, profile: Profile): Outcome {
  const best = new Map<number, number>();
  let raw = 0;
  let falseRows = 0;
  for (const { score, window, worth } of file.rows) {
    if (score < threshold) continue;
    if (window === null) {
      raw += worth * profile.falseRow;
      falseRows += 1;
    } else best.set(window, Math.max(best.get(window) ?? Number.NEGATIVE_INFINITY, worth));
  }
  for (const window of file.countedWindows) {
    const worth = best.get(window);
    raw += worth === undefined ? -profile.missed : worth * profile.found;
  }
  return { raw, found: best.size, falseRows };
}

/** 0 for a detector that says nothing, 100 for one that finds every window at its first row and tells nothing else. */
export function normalised(files: readonly JudgedFile[], raw: number, profile: Profile): number {
  const silent = -profile.missed * total(files, ({ countedWindows }) => countedWindows.length);
  const perfect = profile.found * total(files, ({ windows }) => windows);
  return (100 * (raw - silent)) / (perfect - silent);
}

/** The threshold with the highest score over the files; the higher one of two that are equal. */
export function bestThreshold(files: readonly JudgedFile[], profile: Profile): number {
  const pool = files.flatMap((file, place) => file.rows.map((row) => ({ ...row, place })));
  pool.sort((a, b) => b.score - a.score);
  const best = new Map<string, number>();
  let raw = -profile.missed * total(files, ({ countedWindows }) => countedWindows.length);
  let highest = raw;
  let threshold = Number.POSITIVE_INFINITY;
  pool.forEach(({ score, window, worth, place }, i) => {
    if (window === null) raw += worth * profile.falseRow;
    else {
      const key = `${place} ${window}`;
      const known = best.get(key);
      const value = worth * profile.found;
      if (known === undefined) raw += profile.missed + value;
      else if (value > known) raw += value - known;
      best.set(key, Math.max(known ?? value, value));
    }
    // Rows of equal score are alarms together or not at all.
    if (pool[i + 1]?.score === score || raw <= highest + 1e-12) return;
    highest = raw;
    threshold = score;
  });
  return threshold;
}

function total(files: readonly JudgedFile[], of: (file: JudgedFile) => number): number {
  return files.reduce((sum, file) => sum + of(file), 0);
}
