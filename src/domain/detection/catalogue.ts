/**
 * The catalogue of detectors: which there are, what each looks for, whether it runs where nobody has chosen, and its parameters. A new
 * detector or parameter is one entry here; settings, their checks, the API and the command line follow from it.
 */
import type { DetectorEntry } from './detector-entry.ts';
import { readingDetectors } from './reading-detectors.ts';
import { windowDetectors } from './window-detectors.ts';

export const detectorCatalogue = [...readingDetectors, ...windowDetectors] as const satisfies readonly DetectorEntry[];

type Entry = (typeof detectorCatalogue)[number];
export type DetectorName = Entry['name'];

/** What holds for one sensor of one detector: whether it runs, and all its parameters. */
export interface DetectorSettings<ParameterName extends string = string> {
  readonly enabled: boolean;
  readonly parameters: Readonly<Record<ParameterName, number>>;
}

/** What holds for one sensor, of every detector. */
export type DetectionSettings = {
  readonly [One in Entry as One['name']]: DetectorSettings<One['parameters'][number]['name']>;
};

/** The entry of that name; null when there is none. */
export function detectorEntry(name: string): DetectorEntry | null {
  return detectorCatalogue.find((entry) => entry.name === name) ?? null;
}

/** Whether a detector runs; one without an entry in the catalogue always does. */
export function runsIn(settings: DetectionSettings, detector: string): boolean {
  const all: Readonly<Record<string, DetectorSettings | undefined>> = settings;
  return all[detector]?.enabled ?? true;
}

/** Whether its findings stay when history is computed anew: those that rest on more of the past than a rebuild looks at. */
export function isKeptByRebuild(name: string): boolean {
  const entry = detectorEntry(name);
  return entry !== null && (entry.input !== 'reading' || entry.isKeptByRebuild === true);
}
