/** Resolves queries and mutations about the settings of detectors. */
import { authorOf } from '../../auth/identity.ts';
import type { EffectiveDetector } from '../../domain/detection/resolution.ts';
import type { SettingChange } from '../../domain/detection/setting-change.ts';
import { plantId } from '../../domain/equipment/plant-id.ts';
import { AndonError } from '../../errors.ts';
import type { TrialReport } from '../../pipeline/trial/detection-trial.ts';
import type {
  DetectionInput,
  DetectionSettingFilter,
  StoredDetectionSetting,
} from '../../services/detection-service.ts';
import { permittedSite, permittedSites } from '../access/permitted.ts';
import type { Context } from '../context.ts';
import {
  type Connection,
  type ConnectionArguments,
  type CountedConnection,
  connect,
  connectCounted,
} from '../relay/connection.ts';
import { given } from '../relay/given.ts';
import { givenEquipment, siteOf } from '../relay/given-id.ts';
import { closedTimeRange } from '../relay/instant.ts';
import { cursors } from '../relay/page-cursor.ts';

interface FilterArguments extends ConnectionArguments {
  readonly filter?:
    | {
        readonly siteIds?: readonly string[] | null | undefined;
        readonly detectors?: readonly string[] | null | undefined;
      }
    | null
    | undefined;
}

export async function listDetectionSettings(
  args: FilterArguments,
  context: Context,
): Promise<CountedConnection<StoredDetectionSetting>> {
  const filter = filterOf(args, context);
  return connectCounted(context, args, {
    codec: cursors.detectionSettings,
    keyOf: ({ id }) => id,
    list: (page) => context.services.detection.list(filter, page),
    count: () => context.services.detection.count(filter),
  });
}

export async function detectionHistory(args: FilterArguments, context: Context): Promise<Connection<SettingChange>> {
  const filter = filterOf(args, context);
  return connect(context, args, {
    codec: cursors.detectionHistory,
    keyOf: ({ id }) => id,
    list: (page) => context.services.detection.history(filter, page),
  });
}

export async function sensorDetection(
  args: { equipmentId: string; sensorType: string; siteId?: string | null | undefined },
  context: Context,
): Promise<EffectiveDetector[] | null> {
  const { siteId, equipmentId } = machineOf(args.equipmentId, args.siteId, context);
  return context.services.detection.ofSensor({ siteId, equipmentId, sensorType: plantId(args.sensorType) });
}

export async function setDetection(
  { input }: { readonly input: DetectionInput },
  context: Context,
): Promise<StoredDetectionSetting> {
  return context.services.detection.set(permittedInput(input, context), authorOf(context.identity));
}

export async function removeDetection(
  { settingId }: { readonly settingId: string },
  context: Context,
): Promise<StoredDetectionSetting> {
  const id = Number(settingId);
  if (!/^\d{1,15}$/.test(settingId)) {
    const shown = JSON.stringify(settingId.slice(0, 50));
    throw new AndonError('BAD_USER_INPUT', `${shown} is no number of a setting; detectionSettings lists them.`, {
      argument: 'settingId',
    });
  }
  return context.services.detection.remove(id, authorOf(context.identity), context.identity.siteIds);
}

/** The place is within the caller's reach, as for a setting that is made. */
export async function detectionDryRun(
  { input, from, to }: { readonly input: DetectionInput; readonly from?: unknown; readonly to?: unknown },
  context: Context,
): Promise<TrialReport> {
  const proposal = await context.services.detection.propose(permittedInput(input, context));
  return context.detectionTrial.run({ proposal, ...closedTimeRange(from, to) });
}

/** The input with its site, which the caller has to reach; a setting for every site takes a caller who reaches every site. */
function permittedInput(input: DetectionInput, context: Context): DetectionInput {
  const { siteIds } = context.identity;
  if (input.equipmentId != null) return { ...input, ...machineOf(input.equipmentId, input.siteId, context) };
  if (input.siteId != null) return { ...input, siteId: permittedSite(input.siteId, context) };
  if (siteIds === null) return input;
  const [only] = siteIds;
  if (siteIds.length === 1 && only !== undefined) return { ...input, siteId: only };
  throw new AndonError(
    'FORBIDDEN',
    'A setting without siteId holds for every site, which your access does not reach: name one of your sites.',
    { argument: 'siteId' },
  );
}

function machineOf(
  equipmentId: string,
  siteId: string | null | undefined,
  context: Context,
): { readonly siteId: string; readonly equipmentId: string } {
  const key = givenEquipment(equipmentId, 'equipmentId');
  if (key === null) return { siteId: permittedSite(siteId, context), equipmentId: plantId(equipmentId) };
  return { siteId: permittedSite(siteOf(key, siteId, 'equipmentId'), context), equipmentId: key.equipmentId };
}

function filterOf({ filter }: FilterArguments, context: Context): DetectionSettingFilter {
  return given({ detectors: filter?.detectors, siteIds: permittedSites(filter?.siteIds, context) });
}
