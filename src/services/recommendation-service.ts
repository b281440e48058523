/** Reads recommendations, their history and their effectiveness for queries. */
import type pg from 'pg';
import { readSnapshots } from '../db/recommendations/event-rows.ts';
import { readHistoryByIds } from '../db/recommendations/recommendation-audit.ts';
import { type Effectiveness, readEffectiveness } from '../db/recommendations/recommendation-effectiveness.ts';
import {
  listRecommendations,
  type RecommendationPageKey,
  readRecommendationsByIds,
} from '../db/recommendations/recommendation-rows.ts';
import type { Page, PageRequest } from '../domain/page.ts';
import type {
  Recommendation,
  RecommendationFilter,
  RecommendationHistoryEntry,
} from '../domain/recommendations/recommendation.ts';
import { checkRange, type TimeRange } from './time-range.ts';

export type { Effectiveness } from '../db/recommendations/recommendation-effectiveness.ts';
export type { RecommendationPageKey } from '../db/recommendations/recommendation-rows.ts';

export interface RecommendationService {
  byIds(ids: readonly string[]): Promise<(Recommendation | null)[]>;
  /** As they were at these events of the log; null for an event that is not kept. */
  snapshotsByNumbers(numbers: readonly number[]): Promise<(Recommendation | null)[]>;
  /** Newest first. */
  list(filter: RecommendationFilter, page: PageRequest<RecommendationPageKey>): Promise<Page<Recommendation>>;
  /** Each history oldest first. */
  historyByIds(ids: readonly string[]): Promise<RecommendationHistoryEntry[][]>;
  /** By issue type, over recommendations created in the range; an open side does not restrict, nor do absent sites. */
  effectiveness(range: Partial<TimeRange>, siteIds?: readonly string[]): Promise<Effectiveness[]>;
}

export function createRecommendationService(pool: pg.Pool): RecommendationService {
  return {
    byIds: (ids) => readRecommendationsByIds(pool, ids),
    snapshotsByNumbers: (numbers) => readSnapshots(pool, numbers),
    list: (filter, page) => listRecommendations(pool, filter, page),
    historyByIds: (ids) => readHistoryByIds(pool, ids),
    effectiveness: async (range, siteIds) => readEffectiveness(pool, checkRange(range), siteIds),
  };
}
