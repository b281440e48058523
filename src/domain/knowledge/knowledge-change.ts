/** Changes of a site's own knowledge: who made them, how, and what the entry said before and after. */
import type { ChangedThrough } from '../detection/setting-change.ts';
import type { OwnKnowledgeEntry } from './entry.ts';

export interface KnowledgeChange {
  readonly id: number;
  readonly entryId: number;
  readonly changedAt: Date;
  /** The operator, who ran the command, or the role that wrote by SQL. */
  readonly changedBy: string;
  readonly changedThrough: ChangedThrough;
  /** Null where the entry was added. */
  readonly before: OwnKnowledgeEntry | null;
  /** Null where it was removed. */
  readonly after: OwnKnowledgeEntry | null;
}
