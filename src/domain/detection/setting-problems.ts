/** What is wrong with a setting of a detector. Each problem is a sentence that names the cause and the way out. */
import { detectorCatalogue, detectorEntry } from './catalogue.ts';
import type { DetectionSetting } from './detection-setting.ts';
import type { DetectorEntry, DetectorParameter } from './detector-entry.ts';

/** Problems of a stored setting, which is ignored as far as they go. */
export function problemsOf({ id, detector, parameters }: DetectionSetting): string[] {
  return choiceProblems(detector, parameters).map((problem) => `setting ${id} of detection is ignored: ${problem}`);
}

/** Empty when the detector can run by these parameters. */
export function choiceProblems(detector: string, parameters: Readonly<Record<string, unknown>>): string[] {
  const entry = detectorEntry(detector);
  if (entry === null) {
    return [`there is no detector ${JSON.stringify(detector)}; there are ${namesOf(detectorCatalogue)}`];
  }
  return Object.entries(parameters).flatMap(([name, value]) => parameterProblem(entry, name, value) ?? []);
}

function parameterProblem(entry: DetectorEntry, name: string, value: unknown): string | null {
  const parameter = entry.parameters.find((one) => one.name === name);
  if (parameter === undefined) {
    const others = entry.parameters.length === 0 ? 'it has none' : `there are ${namesOf(entry.parameters)}`;
    return `${entry.name} has no parameter ${JSON.stringify(name)}; ${others}`;
  }
  if (typeof value === 'number' && value >= parameter.min && value <= parameter.max) return null;
  return `${name} of ${entry.name} must be a number ${rangeText(parameter)}, not ${JSON.stringify(value)}`;
}

function rangeText({ min, max, unit }: DetectorParameter): string {
  return `from ${min} to ${max}${unit === null ? '' : ` ${unit}`}`;
}

function namesOf(named: readonly { readonly name: string }[]): string {
  return named.map(({ name }) => name).join(', ');
}
