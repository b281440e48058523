/** Registers equipment and sensors, and reads them for queries. */
import type pg from 'pg';
import {
  countEquipment,
  type EquipmentFilter,
  listEquipment,
  readEquipmentByKeys,
} from '../../db/equipment/equipment-rows.ts';
import { readSensorsByEquipment } from '../../db/equipment/equipment-sensors.ts';
import { addRegistered, changeRegistered, findMisorderedSensor } from '../../db/equipment/registration-write.ts';
import { readStoredLimits } from '../../db/equipment/stored-limits.ts';
import { tellAuthor } from '../../db/query/change-author.ts';
import { inTransaction } from '../../db/query/transaction.ts';
import type { ChangeAuthor } from '../../domain/change-author.ts';
import type { Equipment, EquipmentKey, SensorDefinition } from '../../domain/equipment/equipment.ts';
import type { Page, PageRequest } from '../../domain/page.ts';
import { AndonError } from '../../errors.ts';
import { type CheckedRegistration, checkRegistrations, type EquipmentRegistration } from './check-registration.ts';
import { withKeptLimits } from './keep-limits.ts';

export type { EquipmentFilter } from '../../db/equipment/equipment-rows.ts';
export type { EquipmentRegistration, SensorRegistration } from './check-registration.ts';

export interface EquipmentService {
  /** In the order of the keys; null for a key without equipment. */
  byKeys(keys: readonly EquipmentKey[]): Promise<(Equipment | null)[]>;
  sensorsByEquipment(keys: readonly EquipmentKey[]): Promise<SensorDefinition[][]>;
  /** By site and id. */
  list(filter: EquipmentFilter, page: PageRequest<EquipmentKey>): Promise<Page<Equipment>>;
  count(filter: EquipmentFilter): Promise<number>;
  /** All or none. Throws BAD_USER_INPUT that names the field, or the sensor whose limits do not ascend. */
  register(inputs: readonly EquipmentRegistration[], author?: ChangeAuthor): Promise<Equipment[]>;
}

/** `onMasterDataChanged` is called after the commit, for those who keep definitions in memory. */
export function createEquipmentService(pool: pg.Pool, onMasterDataChanged: () => void): EquipmentService {
  return {
    byKeys: (keys) => readEquipmentByKeys(pool, keys),
    sensorsByEquipment: (keys) => readSensorsByEquipment(pool, keys),
    list: (filter, page) => listEquipment(pool, filter, page),
    count: (filter) => countEquipment(pool, filter),
    register: async (inputs, author) => {
      const checked = checkRegistrations(inputs);
      if (checked.equipment.length === 0) return [];
      const registered = await inTransaction(pool, async (client) => {
        if (author !== undefined) await tellAuthor(client, author);
        return registerIn(client, checked);
      });
      onMasterDataChanged();
      return registered;
    },
  };
}

async function registerIn(client: pg.PoolClient, checked: CheckedRegistration): Promise<Equipment[]> {
  await addRegistered(client, checked.equipment, checked.sensors);
  const sensors = withKeptLimits(checked.sensors, await readStoredLimits(client, checked.sensors));
  await changeRegistered(client, checked.equipment, sensors);
  const misordered = await findMisorderedSensor(client, checked.sensors);
  if (misordered !== undefined) {
    throw new AndonError(
      'BAD_USER_INPUT',
      `Sensor ${misordered.sensorType} of ${misordered.equipmentId}: limits must ascend (emergencyLow < criticalLow < warningLow < warning < critical < emergency, normalMin < normalMax, alarmLow < alarmHigh), together with those already stored.`,
      { ...misordered },
    );
  }
  const keys = checked.equipment.map((one) => ({ siteId: one.site_id, equipmentId: one.equipment_id }));
  const registered = await readEquipmentByKeys(client, keys);
  return registered.filter((one) => one !== null);
}
