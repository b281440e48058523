/** Removes sensors that were a mistake: chosen by a filter, or named one by one with a result for each. */
import type pg from 'pg';
import { findSensors } from '../../db/bronze/sensor-directory.ts';
import {
  findRemovable,
  holdMasterData,
  listRemovals,
  type RemovableSensor,
  type RemovalFilter,
  type RemovedWith,
  type Remover,
  removeSensors,
  type StoredRemoval,
} from '../../db/equipment/sensor-removal.ts';
import { tellAuthor } from '../../db/query/change-author.ts';
import { inTransaction } from '../../db/query/transaction.ts';
import { despiteFullQueue } from '../../db/signals/despite-full-queue.ts';
import type { SensorKey } from '../../domain/equipment/equipment.ts';
import { AndonError } from '../../errors.ts';
import { maxNamedRemovals, maxRemovedSensors } from '../../limits.ts';
import { checkOptionalText, isStorableText } from '../checked-text.ts';

export type { RemovalFilter, Remover, StoredRemoval } from '../../db/equipment/sensor-removal.ts';

export interface SensorRemoval extends RemovedWith {
  readonly sensors: number;
  /** There are more that match: ask again. */
  readonly hasMore: boolean;
  readonly examples: readonly SensorKey[];
}

/** A sensor that was named, and whether it is there, and so was removed. */
export interface NamedRemoval extends SensorKey {
  readonly isRemoved: boolean;
}

export interface SensorRemovalService {
  /** Nothing is changed in a dry run, and what would go with the sensors is not counted. Throws BAD_USER_INPUT for a filter that says nothing. */
  byFilter(filter: RemovalFilter, by: Remover, dryRun: boolean): Promise<SensorRemoval>;
  /** One result for each key, in their order. Registered sensors are removed as well. Throws BAD_USER_INPUT for too many. */
  byName(
    keys: readonly SensorKey[],
    by: Remover,
    dryRun: boolean,
  ): Promise<SensorRemoval & { readonly results: readonly NamedRemoval[] }>;
  /** Newest first. */
  history(atMost: number): Promise<StoredRemoval[]>;
}

const exampleCount = 100;
const nothingElse: RemovedWith = { equipment: 0, recommendations: 0 };

/** `onRemoved` is called after the commit, for those who keep keys of sensors in memory. */
export function createSensorRemovalService(
  pool: pg.Pool,
  onRemoved: () => void = () => undefined,
): SensorRemovalService {
  const remove = async (
    find: (db: pg.PoolClient) => Promise<{ readonly found: readonly RemovableSensor[]; readonly hasMore: boolean }>,
    by: Remover,
    filter: RemovalFilter | null,
    dryRun: boolean,
  ): Promise<SensorRemoval & { readonly found: readonly RemovableSensor[] }> => {
    const given = { ...by, reason: checkOptionalText('reason', by.reason), filter };
    const removal = await despiteFullQueue(() =>
      inTransaction(pool, async (client) => {
        if (!dryRun) {
          await tellAuthor(client, by.author);
          await holdMasterData(client);
        }
        const { found, hasMore } = await find(client);
        const removedWith = dryRun || found.length === 0 ? nothingElse : await removeSensors(client, found, given);
        const examples = found.slice(0, exampleCount);
        return { ...removedWith, sensors: found.length, hasMore, examples, found };
      }),
    );
    if (!dryRun && removal.sensors > 0) onRemoved();
    return removal;
  };
  return {
    byFilter: async (filter, by, dryRun) => {
      const { registered: _registered, siteIds: _siteIds, equipmentIdPrefix, ...narrowing } = filter;
      if (Object.keys(narrowing).length === 0 && (equipmentIdPrefix ?? '') === '') {
        throw new AndonError(
          'BAD_USER_INPUT',
          'The filter would remove every sensor of the site: say which equipment, sensor types or times.',
          { argument: 'filter' },
        );
      }
      const find = async (client: pg.PoolClient) => {
        const found = await findRemovable(client, filter, maxRemovedSensors + 1);
        return { found: found.slice(0, maxRemovedSensors), hasMore: found.length > maxRemovedSensors };
      };
      return remove(find, by, filter, dryRun);
    },
    byName: async (keys, by, dryRun) => {
      if (keys.length > maxNamedRemovals) {
        throw new AndonError(
          'BAD_USER_INPUT',
          `${keys.length} sensors in one request; name at most ${maxNamedRemovals}.`,
          {
            argument: 'sensors',
          },
        );
      }
      const find = async (client: pg.PoolClient) => ({
        found: await findSensors(client, distinct(keys)),
        hasMore: false,
      });
      const { found, ...removal } = await remove(find, by, null, dryRun);
      const names = new Set(found.map(nameOf));
      return { ...removal, results: keys.map((key) => ({ ...key, isRemoved: names.has(nameOf(key)) })) };
    },
    history: (atMost) => listRemovals(pool, atMost),
  };
}

function distinct(keys: readonly SensorKey[]): SensorKey[] {
  const storable = keys.filter((key) => isStorableText(key.siteId + key.equipmentId + key.sensorType));
  return [...new Map(storable.map((key) => [nameOf(key), key])).values()];
}

function nameOf({ siteId, equipmentId, sensorType }: SensorKey): string {
  return JSON.stringify([siteId, equipmentId, sensorType]);
}
