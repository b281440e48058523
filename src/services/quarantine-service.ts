/** The query `quarantine`: readings that were rejected or left out, with the reason. */
import type pg from 'pg';
import {
  listQuarantine,
  type QuarantinedReading,
  type QuarantineFilter,
  type QuarantinePageKey,
  readQuarantinedByIds,
} from '../db/quarantine/quarantine-list.ts';
import type { Page, PageRequest } from '../domain/page.ts';

export type { QuarantinedReading, QuarantineFilter, QuarantinePageKey } from '../db/quarantine/quarantine-list.ts';

export interface QuarantineService {
  byIds(ids: readonly number[]): Promise<(QuarantinedReading | null)[]>;
  /** Newest first. */
  list(filter: QuarantineFilter, page: PageRequest<QuarantinePageKey>): Promise<Page<QuarantinedReading>>;
}

export function createQuarantineService(pool: pg.Pool): QuarantineService {
  return {
    byIds: (ids) => readQuarantinedByIds(pool, ids),
    list: (filter, page) => listQuarantine(pool, filter, page),
  };
}
