/** Checks a change of a setting of a detector before it is stored or tried: its place, and what it says. */
import type { DetectionChoice, DetectionPlace } from '../domain/detection/detection-setting.ts';
import { choiceProblems } from '../domain/detection/setting-problems.ts';
import { plantId } from '../domain/equipment/plant-id.ts';
import { AndonError } from '../errors.ts';
import { maxIdLength, maxMasterDataTextLength } from '../limits.ts';
import { checkText } from './checked-text.ts';

/** What is asked for, at one place. What is left out stays as it is, null leaves it open. */
export interface DetectionInput {
  readonly detector: string;
  readonly siteId?: string | null | undefined;
  readonly equipmentType?: string | null | undefined;
  readonly sensorType?: string | null | undefined;
  readonly equipmentId?: string | null | undefined;
  readonly enabled?: boolean | null | undefined;
  readonly parameters?:
    | readonly { readonly name: string; readonly value?: number | null | undefined }[]
    | null
    | undefined;
}

export interface CheckedDetectionInput extends DetectionPlace {
  readonly detector: string;
  /** Undefined: as it is. */
  readonly enabled: boolean | null | undefined;
  /** By name; null leaves one open. */
  readonly parameters: ReadonlyMap<string, number | null>;
}

/** Throws BAD_USER_INPUT that names the field, the cause and the way out. */
export function checkDetectionInput(input: DetectionInput): CheckedDetectionInput {
  const { detector, enabled } = input;
  const siteId = checkedId('siteId', input.siteId);
  const equipmentId = checkedId('equipmentId', input.equipmentId);
  const sensorType = checkedId('sensorType', input.sensorType);
  const equipmentType = checkedId('equipmentType', input.equipmentType, maxMasterDataTextLength);
  if (equipmentId !== null && equipmentType !== null) {
    throw new AndonError(
      'BAD_USER_INPUT',
      'equipmentId and equipmentType exclude each other: a machine has a type already. Give one of them.',
      { argument: 'equipmentType' },
    );
  }
  const parameters = new Map<string, number | null>();
  for (const { name, value } of input.parameters ?? []) {
    if (parameters.has(name)) {
      throw new AndonError('BAD_USER_INPUT', `The parameter ${JSON.stringify(name)} is given twice.`, {
        argument: 'parameters',
      });
    }
    parameters.set(name, value ?? null);
  }
  const problems = choiceProblems(detector, Object.fromEntries([...parameters].filter(([, value]) => value !== null)));
  // A parameter that this version does not know can still be taken out of a setting.
  if (problems.length > 0) throw new AndonError('BAD_USER_INPUT', `${sentences(problems)}.`, { argument: 'input' });
  return { detector, siteId, equipmentType, sensorType, equipmentId, enabled, parameters };
}

/** What the setting says after the change. Throws BAD_USER_INPUT when that is nothing. */
export function changedChoice(stored: DetectionChoice | null, change: CheckedDetectionInput): DetectionChoice {
  const enabled = change.enabled === undefined ? (stored?.enabled ?? null) : change.enabled;
  const parameters: Record<string, unknown> = { ...stored?.parameters };
  for (const [name, value] of change.parameters) {
    if (value === null) delete parameters[name];
    else parameters[name] = value;
  }
  if (enabled !== null || Object.keys(parameters).length > 0) return { enabled, parameters };
  throw new AndonError(
    'BAD_USER_INPUT',
    stored === null
      ? 'The setting would say nothing: give enabled or a parameter.'
      : 'The setting would say nothing any more: remove it instead.',
    { argument: 'input' },
  );
}

function checkedId(name: string, text: string | null | undefined, maxLength = maxIdLength): string | null {
  return text === null || text === undefined ? null : plantId(checkText(name, text, maxLength));
}

function sentences(problems: readonly string[]): string {
  const text = problems.join('; ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
