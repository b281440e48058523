/** Lists the history of a site's own knowledge. */
import type { ChangedThrough } from '../../domain/detection/setting-change.ts';
import type { KnowledgeChange } from '../../domain/knowledge/knowledge-change.ts';
import type { Page, PageRequest } from '../../domain/page.ts';
import { Conditions } from '../query/conditions.ts';
import { pageOf } from '../query/page-rows.ts';
import type { Queryable } from '../query/queryable.ts';
import { type KnowledgeRow, knowledgeFromRow } from './own-knowledge.ts';

interface HistoryRow {
  readonly change_id: number;
  readonly knowledge_id: number;
  readonly changed_at: Date;
  readonly changed_by: string;
  readonly changed_through: ChangedThrough;
  readonly old_entry: KnowledgeRow | null;
  readonly new_entry: KnowledgeRow | null;
}

/** Absent members do not restrict. Entries for every site are of each site. */
export interface KnowledgeHistoryFilter {
  readonly siteIds?: readonly string[];
  readonly entryId?: number;
}

/** Newest first. */
export async function listKnowledgeChanges(
  db: Queryable,
  { siteIds, entryId }: KnowledgeHistoryFilter,
  page: PageRequest<number>,
): Promise<Page<KnowledgeChange>> {
  const conditions = new Conditions();
  if (entryId !== undefined) conditions.and(`knowledge_id = ${conditions.parameter(entryId)}`);
  if (siteIds !== undefined) {
    const sites = conditions.parameter(siteIds);
    // One that was moved from another site is told where it came from as well: both have to be within reach.
    for (const side of ['old_entry', 'new_entry'])
      conditions.and(`(${side} ->> 'site_id' IS NULL OR ${side} ->> 'site_id' = ANY(${sites}))`);
  }
  if (page.after !== null) conditions.and(`change_id < ${conditions.parameter(page.after)}`);
  const { rows } = await db.query<HistoryRow>(
    `SELECT * FROM andon.knowledge_history ${conditions.where}
     ORDER BY change_id DESC LIMIT ${conditions.parameter(page.first + 1)}`,
    conditions.values,
  );
  return pageOf(rows, page.first, (row) => ({
    id: row.change_id,
    entryId: row.knowledge_id,
    changedAt: row.changed_at,
    changedBy: row.changed_by,
    changedThrough: row.changed_through,
    before: row.old_entry === null ? null : knowledgeFromRow(row.old_entry),
    after: row.new_entry === null ? null : knowledgeFromRow(row.new_entry),
  }));
}
