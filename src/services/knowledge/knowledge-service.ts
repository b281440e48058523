/** Knowledge of what may be wrong: listed with its history, changed, removed and imported. */
import type pg from 'pg';
import { beginSettingChange } from '../../db/detection/setting-write.ts';
import { type KnowledgeHistoryFilter, listKnowledgeChanges } from '../../db/knowledge/knowledge-history.ts';
import {
  deleteKnowledge,
  insertKnowledge,
  readStoredKnowledge,
  type StoredKnowledge,
  updateKnowledge,
} from '../../db/knowledge/own-knowledge.ts';
import { shippedEntries } from '../../db/knowledge/shipped-knowledge.ts';
import type { Queryable } from '../../db/query/queryable.ts';
import { inTransaction } from '../../db/query/transaction.ts';
import { despiteFullQueue } from '../../db/signals/despite-full-queue.ts';
import type { ChangeAuthor } from '../../domain/change-author.ts';
import { type KnowledgeEntry, placeOf, wordsOf } from '../../domain/knowledge/entry.ts';
import { isSameEntry } from '../../domain/knowledge/entry-form.ts';
import type { KnowledgeChange } from '../../domain/knowledge/knowledge-change.ts';
import type { Page, PageRequest } from '../../domain/page.ts';
import { AndonError } from '../../errors.ts';
import { maxKnowledgeEntries } from '../../limits.ts';
import { checkKnowledgeInput, type KnowledgeInput } from './check-knowledge.ts';

export type { KnowledgeHistoryFilter } from '../../db/knowledge/knowledge-history.ts';
export type { StoredKnowledge } from '../../db/knowledge/own-knowledge.ts';
export type { KnowledgeInput } from './check-knowledge.ts';

/** An entry of either kind. */
export interface ListedKnowledge extends KnowledgeEntry {
  /** Of own entries: number and last change. Null for shipped ones. */
  readonly own: Pick<StoredKnowledge, 'id' | 'changedAt' | 'changedBy'> | null;
  /** A shipped one that an own one at the same place stands in front of. */
  readonly isReplaced: boolean;
  /** Sorts them: own ones in the order in which they were made, then shipped ones. */
  readonly key: string;
}

/** Absent members do not restrict. */
export interface KnowledgeFilter {
  /** Of these sites, and of every site. */
  readonly siteIds?: readonly string[];
  /** For this issue, and for every issue. */
  readonly issue?: string;
  /** Those that hold for equipment or sensors of this type. */
  readonly equipmentType?: string;
  readonly sensorType?: string;
  readonly isOwn?: boolean;
}

export interface ImportCounts {
  readonly added: number;
  readonly changed: number;
  /** As they stand already, or as they are shipped. */
  readonly unchanged: number;
}

export interface KnowledgeService {
  list(filter: KnowledgeFilter, page: PageRequest<string>): Promise<Page<ListedKnowledge>>;
  count(filter: KnowledgeFilter): Promise<number>;
  /** All that `list` tells a page at a time. */
  all(filter: KnowledgeFilter): Promise<readonly ListedKnowledge[]>;
  /** Newest first. */
  history(filter: KnowledgeHistoryFilter, page: PageRequest<number>): Promise<Page<KnowledgeChange>>;
  /** Adds the own entry of that place, or changes the one that is there. Throws BAD_USER_INPUT. */
  set(input: KnowledgeInput, author: ChangeAuthor): Promise<ListedKnowledge>;
  /** Returns what it was. `siteIds`: those within the caller's reach, null for every one. Throws NOT_FOUND. */
  remove(id: number, author: ChangeAuthor, siteIds: readonly string[] | null): Promise<ListedKnowledge>;
  /** All of them or none. What stands as it is shipped becomes no entry of its own. */
  importAll(entries: readonly KnowledgeEntry[], author: ChangeAuthor): Promise<ImportCounts>;
}

/** `onChanged` is called after the commit, for those who keep definitions in memory. */
export function createKnowledgeService(pool: pg.Pool, onChanged: () => void = () => undefined): KnowledgeService {
  const change = async <Result>(author: ChangeAuthor, work: (db: Queryable) => Promise<Result>): Promise<Result> => {
    const result = await despiteFullQueue(() =>
      inTransaction(pool, async (client) => {
        await beginSettingChange(client, author);
        return work(client);
      }),
    );
    onChanged();
    return result;
  };
  const all = async (filter: KnowledgeFilter) =>
    listed(await readStoredKnowledge(pool)).filter((entry) => matches(entry, filter));
  return {
    list: async (filter, { first, after }) => {
      const rest = (await all(filter)).filter(({ key }) => after === null || key > after);
      return { rows: rest.slice(0, first), hasNextPage: rest.length > first };
    },
    count: async (filter) => (await all(filter)).length,
    all,
    history: (filter, page) => listKnowledgeChanges(pool, filter, page),
    set: async (input, author) => {
      const entry = checkKnowledgeInput(input);
      return change(author, async (db) => {
        const stored = await readStoredKnowledge(db);
        const { id } = await put(db, stored, entry);
        return found(await readStoredKnowledge(db), id);
      });
    },
    remove: (id, author, siteIds) =>
      change(author, async (db) => {
        const entry = found(await readStoredKnowledge(db), id);
        if (siteIds !== null && entry.siteId !== null && !siteIds.includes(entry.siteId)) throw notFound(id);
        if (siteIds !== null && entry.siteId === null) {
          throw new AndonError('FORBIDDEN', `Entry ${id} holds for every site, which your access does not reach.`);
        }
        await deleteKnowledge(db, id);
        return entry;
      }),
    importAll: (entries, author) =>
      change(author, async (db) => {
        const stored = await readStoredKnowledge(db);
        const counts = { added: 0, changed: 0, unchanged: 0 };
        for (const entry of entries) {
          const isAsShipped = shippedEntries.some((one) => isSameEntry(one, entry));
          const isOwn = stored.some((one) => placeOf(one) === placeOf(entry));
          const became = isAsShipped && !isOwn ? 'unchanged' : (await put(db, stored, entry)).became;
          counts[became] += 1;
        }
        return counts;
      }),
  };
}

/** Changes wait for one another from the beginning of their transaction, so what was read still holds. */
async function put(
  db: Queryable,
  stored: readonly StoredKnowledge[],
  entry: KnowledgeEntry,
): Promise<{ id: number; became: keyof ImportCounts }> {
  const known = stored.find((one) => placeOf(one) === placeOf(entry));
  if (known === undefined) {
    if (stored.length >= maxKnowledgeEntries) {
      throw new AndonError(
        'BAD_USER_INPUT',
        `There are ${stored.length} own entries, which is as many as there may be.`,
      );
    }
    return { id: await insertKnowledge(db, entry), became: 'added' };
  }
  if (isSameEntry(known, entry)) return { id: known.id, became: 'unchanged' };
  await updateKnowledge(db, known.id, entry);
  return { id: known.id, became: 'changed' };
}

function listed(stored: readonly StoredKnowledge[]): ListedKnowledge[] {
  const places = new Set(stored.map(placeOf));
  const keyOf = (kind: string, place: number) => `${kind}${String(place).padStart(12, '0')}`;
  return [
    ...stored.map((entry) => ({ ...entry, own: entry, isReplaced: false, key: keyOf('a', entry.id) })),
    ...shippedEntries.map((entry, place) => ({
      ...entry,
      own: null,
      isReplaced: places.has(placeOf(entry)),
      key: keyOf('b', place),
    })),
  ];
}

function matches(entry: ListedKnowledge, filter: KnowledgeFilter): boolean {
  const { siteIds, issue, equipmentType, sensorType, isOwn } = filter;
  return (
    (siteIds === undefined || entry.siteId === null || siteIds.includes(entry.siteId)) &&
    (issue === undefined || entry.issue === null || entry.issue === issue) &&
    holdsFor(entry.equipmentType, equipmentType) &&
    holdsFor(entry.sensorRole, sensorType) &&
    (isOwn === undefined || isOwn === (entry.own !== null))
  );
}

function holdsFor(described: string | null, type: string | undefined): boolean {
  if (described === null || type === undefined) return true;
  const text = wordsOf(type).join(' ');
  return wordsOf(described).every((word) => text.includes(word));
}

function found(stored: readonly StoredKnowledge[], id: number): ListedKnowledge {
  const entry = listed(stored).find(({ own }) => own?.id === id);
  if (entry === undefined) throw notFound(id);
  return entry;
}

function notFound(id: number): AndonError {
  return new AndonError('NOT_FOUND', `There is no own entry ${id} of knowledge; knowledge lists them.`);
}
