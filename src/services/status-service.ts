/** The query `currentStatus`: the latest value of each sensor. */
import type pg from 'pg';
import { listStatus, readStatusByEquipment, type StatusFilter } from '../db/gold/current-status.ts';
import type { EquipmentKey } from '../domain/equipment/equipment.ts';
import type { SensorStatus } from '../domain/equipment/status.ts';
import type { Page, PageRequest } from '../domain/page.ts';

export type { StatusFilter } from '../db/gold/current-status.ts';

export interface StatusService {
  /** In the order of the sensors' ids, which is the order in which sensors became known. */
  list(filter: StatusFilter, page: PageRequest<number>): Promise<Page<SensorStatus>>;
  byEquipment(keys: readonly EquipmentKey[]): Promise<SensorStatus[][]>;
}

export function createStatusService(pool: pg.Pool, now: () => number = Date.now): StatusService {
  return {
    list: (filter, page) => listStatus(pool, filter, page, new Date(now())),
    byEquipment: (keys) => readStatusByEquipment(pool, keys),
  };
}
