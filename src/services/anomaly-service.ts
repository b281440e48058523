/** The query `anomalies`: what detectors found. */
import type pg from 'pg';
import { type AnomalyFilter, type AnomalyPageKey, listAnomalies, readAnomaliesByIds } from '../db/gold/anomaly-rows.ts';
import type { Page, PageRequest } from '../domain/page.ts';
import type { Anomaly } from '../domain/recommendations/anomaly.ts';

export type { AnomalyFilter, AnomalyPageKey } from '../db/gold/anomaly-rows.ts';

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
