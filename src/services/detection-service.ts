/** Settings of detectors: listed with their history, explained for a sensor, changed and removed. */
import type pg from 'pg';
import { listSettingChanges } from '../db/detection/setting-history.ts';
import {
  countDetectionSettings,
  type DetectionSettingFilter,
  listDetectionSettings,
  readDetectionSetting,
  readDetectionSettings,
  type StoredDetectionSetting,
} from '../db/detection/setting-rows.ts';
import {
  beginSettingChange,
  deleteSetting,
  findSettingAt,
  insertSetting,
  readEquipmentType,
  readSensorTypes,
  updateSetting,
} from '../db/detection/setting-write.ts';
import type { Queryable } from '../db/query/queryable.ts';
import { inTransaction } from '../db/query/transaction.ts';
import { despiteFullQueue } from '../db/signals/despite-full-queue.ts';
import type { ChangeAuthor } from '../domain/change-author.ts';
import type { DetectionProposal } from '../domain/detection/detection-proposal.ts';
import type { DetectionPlace } from '../domain/detection/detection-setting.ts';
import { DetectionResolution, type EffectiveDetector } from '../domain/detection/resolution.ts';
import type { SettingChange } from '../domain/detection/setting-change.ts';
import type { SensorKey } from '../domain/equipment/equipment.ts';
import type { Page, PageRequest } from '../domain/page.ts';
import { AndonError } from '../errors.ts';
import { changedChoice, checkDetectionInput, type DetectionInput } from './check-detection.ts';

export type { DetectionSettingFilter, StoredDetectionSetting } from '../db/detection/setting-rows.ts';
export type { DetectionInput } from './check-detection.ts';

export interface DetectionService {
  /** In the order in which they were made. */
  list(filter: DetectionSettingFilter, page: PageRequest<number>): Promise<Page<StoredDetectionSetting>>;
  count(filter: DetectionSettingFilter): Promise<number>;
  /** Newest first. */
  history(filter: DetectionSettingFilter, page: PageRequest<number>): Promise<Page<SettingChange>>;
  /** What holds for a sensor, and why; null when there is no such sensor. */
  ofSensor(key: SensorKey): Promise<EffectiveDetector[] | null>;
  /** Adds the setting of that place, or changes the one that is there. Throws BAD_USER_INPUT. */
  set(input: DetectionInput, author: ChangeAuthor): Promise<StoredDetectionSetting>;
  /** All settings as they are, and as they would be after `set`. Throws BAD_USER_INPUT. */
  propose(input: DetectionInput): Promise<DetectionProposal>;
  /** Returns what it was. `siteIds`: those within the caller's reach, null for every one. Throws NOT_FOUND. */
  remove(id: number, author: ChangeAuthor, siteIds: readonly string[] | null): Promise<StoredDetectionSetting>;
}

/** `onChanged` is called after the commit, for those who keep definitions in memory. */
export function createDetectionService(pool: pg.Pool, onChanged: () => void = () => undefined): DetectionService {
  const change = async <Result>(author: ChangeAuthor, work: (db: Queryable) => Promise<Result>): Promise<Result> => {
    const result = await despiteFullQueue(() =>
      inTransaction(pool, async (client) => {
        await beginSettingChange(client, author);
        return work(client);
      }),
    );
    onChanged();
    return result;
  };
  return {
    list: (filter, page) => listDetectionSettings(pool, filter, page),
    count: (filter) => countDetectionSettings(pool, filter),
    history: (filter, page) => listSettingChanges(pool, filter, page),
    ofSensor: async (key) => {
      const equipmentType = await readEquipmentType(pool, key);
      if (equipmentType === null || !(await readSensorTypes(pool, key)).includes(key.sensorType)) return null;
      const { settings } = await readDetectionSettings(pool);
      return new DetectionResolution(settings).explain({ ...key, equipmentType });
    },
    set: async (input, author) => {
      const checked = checkDetectionInput(input);
      return change(author, async (db) => {
        await checkPlace(db, checked);
        const stored = await findSettingAt(db, checked.detector, checked);
        const choice = changedChoice(stored, checked);
        const id = stored?.id ?? (await insertSetting(db, { ...checked, ...choice }));
        if (stored !== null) await updateSetting(db, id, choice);
        return found(await readDetectionSetting(db, id), id);
      });
    },
    propose: async (input) => {
      const checked = checkDetectionInput(input);
      await checkPlace(pool, checked);
      const { detector } = checked;
      const stored = await findSettingAt(pool, detector, checked);
      const setting = { ...checked, ...changedChoice(stored, checked), id: stored?.id ?? 0 };
      const { settings } = await readDetectionSettings(pool);
      const others = settings.filter(({ id }) => id !== setting.id);
      return { detector, place: checked, present: settings, proposed: [...others, setting] };
    },
    remove: (id, author, siteIds) =>
      change(author, async (db) => {
        const stored = found(await readDetectionSetting(db, id), id);
        const { siteId } = stored;
        if (siteIds !== null && siteId !== null && !siteIds.includes(siteId)) throw notFound(id);
        if (siteIds !== null && siteId === null) {
          throw new AndonError('FORBIDDEN', `Setting ${id} holds for every site, which your access does not reach.`);
        }
        await deleteSetting(db, id);
        return stored;
      }),
  };
}

/** A single machine or sensor has to be there: a setting for a name with a slip of the pen would never hold. */
async function checkPlace(db: Queryable, { siteId, equipmentId, sensorType }: DetectionPlace): Promise<void> {
  if (equipmentId === null) return;
  if (siteId === null) {
    throw new AndonError(
      'BAD_USER_INPUT',
      'equipmentId needs siteId: names of machines are unique within a site only.',
      {
        argument: 'siteId',
      },
    );
  }
  if ((await readEquipmentType(db, { siteId, equipmentId })) === null) {
    throw new AndonError(
      'BAD_USER_INPUT',
      `There is no equipment ${JSON.stringify(equipmentId)} at the site ${JSON.stringify(siteId)}; register it first, or look for its name in equipmentList.`,
      { argument: 'equipmentId' },
    );
  }
  if (sensorType === null) return;
  const types = await readSensorTypes(db, { siteId, equipmentId });
  if (types.includes(sensorType)) return;
  const others = types.length === 0 ? 'it has no sensors yet' : `it has ${types.slice(0, 20).join(', ')}`;
  throw new AndonError('BAD_USER_INPUT', `${equipmentId} has no sensor ${JSON.stringify(sensorType)}; ${others}.`, {
    argument: 'sensorType',
  });
}

function found(setting: StoredDetectionSetting | null, id: number): StoredDetectionSetting {
  if (setting === null) throw notFound(id);
  return setting;
}

function notFound(id: number): AndonError {
  return new AndonError('NOT_FOUND', `There is no setting ${id} of detection; detectionSettings lists them.`);
}
