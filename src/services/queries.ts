/** What resolvers read without a service in between: queries of the database, given the pool and the clock. */
import type pg from 'pg';
import { type AnomalyFilter, type AnomalyPageKey, listAnomalies, readAnomaliesByIds } from '../db/gold/anomaly-rows.ts';
import { listStatus, readStatusByEquipment, type StatusFilter } from '../db/gold/current-status.ts';
import {
  listQuarantine,
  type QuarantineFilter,
  type QuarantinePageKey,
  readQuarantinedByIds,
} from '../db/quarantine/quarantine-list.ts';
import { readSnapshots } from '../db/recommendations/event-rows.ts';
import { readHistoryByIds } from '../db/recommendations/recommendation-audit.ts';
import { readEffectiveness } from '../db/recommendations/recommendation-effectiveness.ts';
import { readEvidenceByIds } from '../db/recommendations/recommendation-evidence.ts';
import {
  countRecommendations,
  listRecommendations,
  type RecommendationPageKey,
  readRecommendationsByIds,
} from '../db/recommendations/recommendation-rows.ts';
import type { EquipmentKey } from '../domain/equipment/equipment.ts';
import type { PageRequest } from '../domain/page.ts';
import type { RecommendationFilter } from '../domain/recommendations/recommendation.ts';
import { checkRange, type TimeRange } from './time-range.ts';

export type { AnomalyFilter, AnomalyPageKey } from '../db/gold/anomaly-rows.ts';
export type { StatusFilter } from '../db/gold/current-status.ts';
export type { QuarantinedReading, QuarantineFilter, QuarantinePageKey } from '../db/quarantine/quarantine-list.ts';
export type { Effectiveness } from '../db/recommendations/recommendation-effectiveness.ts';
export type { RecommendationPageKey } from '../db/recommendations/recommendation-rows.ts';

export type Queries = ReturnType<typeof createQueries>;

/** Those by keys answer in the order of the keys, null for a key that nothing has; lists are newest first, unless told otherwise. */
export function createQueries(pool: pg.Pool, now: () => number = Date.now) {
  return {
    anomalies: {
      byIds: (ids: readonly number[]) => readAnomaliesByIds(pool, ids),
      list: (filter: AnomalyFilter, page: PageRequest<AnomalyPageKey>) => listAnomalies(pool, filter, page),
    },
    status: {
      /** In the order of the sensors' ids, which is the order in which sensors became known. */
      list: (filter: StatusFilter, page: PageRequest<number>) => listStatus(pool, filter, page, new Date(now())),
      byEquipment: (keys: readonly EquipmentKey[]) => readStatusByEquipment(pool, keys),
    },
    recommendations: {
      byIds: (ids: readonly string[]) => readRecommendationsByIds(pool, ids),
      list: (filter: RecommendationFilter, page: PageRequest<RecommendationPageKey>) =>
        listRecommendations(pool, filter, page),
      count: (filter: RecommendationFilter) => countRecommendations(pool, filter),
      /** As they were at these events of the log; null for an event that is not kept. */
      snapshotsByNumbers: (numbers: readonly number[]) => readSnapshots(pool, numbers),
      /** Each history oldest first. */
      historyByIds: (ids: readonly string[]) => readHistoryByIds(pool, ids),
      evidenceByIds: (ids: readonly string[]) => readEvidenceByIds(pool, ids),
      /** By issue type, over recommendations created in the range; an open side does not restrict, nor do absent sites and types. */
      effectiveness: async (
        range: Partial<TimeRange> & { readonly siteIds?: readonly string[]; readonly issueTypes?: readonly string[] },
      ) => readEffectiveness(pool, checkRange(range)),
    },
    quarantine: {
      byIds: (ids: readonly number[]) => readQuarantinedByIds(pool, ids),
      list: (filter: QuarantineFilter, page: PageRequest<QuarantinePageKey>) => listQuarantine(pool, filter, page),
    },
  } as const;
}
