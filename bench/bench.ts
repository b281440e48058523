/** The form of a measurement, and of the figures that it reports. */

/** One measured figure beside its floor from the same run and its goal. */
export interface Figure {
  /** Names the row in the table of FIGURES.md; holds nothing that was measured. */
  readonly what: string;
  readonly measured: string;
  readonly floor: string;
  readonly ratio: string;
  readonly goal: string;
  readonly met: boolean | null;
}

export interface BenchOptions {
  /** How long the load of a measurement lasts; each has its own default. */
  readonly seconds: number | undefined;
  /** Alerts, events or requests of a measurement that counts instead. */
  readonly rounds: number | undefined;
  /** Times as much, where a measurement compares sizes. */
  readonly times: number;
  /** Where the server's CPU profiles go; absent: none are taken. */
  readonly profileDir: string | undefined;
}

export interface Bench {
  readonly name: string;
  /** For --help: what it measures, and how long it takes when nothing is said. */
  readonly about: string;
  run(options: BenchOptions): Promise<readonly Figure[]>;
}

export function say(text: string): void {
  console.error(`  ${text}`);
}
