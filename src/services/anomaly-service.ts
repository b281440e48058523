import type pg from 'pg';
import { type AnomalyFilter, type AnomalyPageKey, listAnomalies, readAnomaliesByIds } from '../db/anomalies.ts';
import type { Anomaly } from '../domain/anomaly.ts';
import type { Page, PageRequest } from '../domain/page.ts';

export type { AnomalyFilter, AnomalyPageKey } from '../db/anomalies.ts';

export interface AnomalyService {
  byIds(ids: readonly number[]): Promise<(Anomaly | null)[]>;
  /** Newest first. */
  list(filter: AnomalyFilter, page: PageRequest<AnomalyPageKey>): Promise<Page<Anomaly>>;
}

export function createAnomalyService(pool: pg.Pool): AnomalyService {
  return {
    byIds: (ids) => readAnomaliesByIds(pool, ids),
    list: (filter, page) => listAnomalies(pool, filter, page),
  };
}
