/** Reads and writes a site's own entries of knowledge. */
import type { KnowledgeEntry, OwnKnowledgeEntry, Urgency } from '../../domain/knowledge/entry.ts';
import type { Queryable } from '../query/queryable.ts';

/** A row of andon.knowledge_entry. */
export interface KnowledgeRow {
  readonly knowledge_id: number;
  readonly site_id: string | null;
  readonly issue: string | null;
  readonly equipment_type: string | null;
  readonly sensor_role: string | null;
  readonly causes: readonly string[];
  readonly checks: readonly string[];
  readonly action: string;
  readonly urgent_action: string;
  readonly outcome: string;
  readonly urgency: Urgency | null;
  readonly source: string;
}

/** An entry with its last change. */
export interface StoredKnowledge extends OwnKnowledgeEntry {
  readonly changedAt: Date;
  readonly changedBy: string;
}

/** All own entries, and the version of the master data that they belong to, in one statement and so consistently. */
export async function readOwnKnowledge(
  db: Queryable,
): Promise<{ version: number; entries: readonly OwnKnowledgeEntry[] }> {
  const { rows } = await db.query<
    Omit<KnowledgeRow, 'knowledge_id'> & { version: number; knowledge_id: number | null }
  >({
    name: 'own-knowledge',
    text: `SELECT master.version, entry.* FROM andon.master_data_version AS master
      LEFT JOIN andon.knowledge_entry AS entry ON true ORDER BY entry.knowledge_id`,
  });
  return {
    version: rows[0]?.version ?? 0,
    entries: rows.flatMap(({ knowledge_id, ...row }) =>
      knowledge_id === null ? [] : [knowledgeFromRow({ knowledge_id, ...row })],
    ),
  };
}

/** In the order in which they were made. */
export async function readStoredKnowledge(db: Queryable): Promise<readonly StoredKnowledge[]> {
  const { rows } = await db.query<KnowledgeRow & { changed_at: Date; changed_by: string }>(
    `SELECT entry.*, changed.changed_at, changed.changed_by FROM andon.knowledge_entry AS entry CROSS JOIN LATERAL (
       SELECT * FROM andon.knowledge_history AS history
       WHERE history.knowledge_id = entry.knowledge_id ORDER BY history.change_id DESC LIMIT 1) AS changed
     ORDER BY entry.knowledge_id`,
  );
  return rows.map((row) => ({ ...knowledgeFromRow(row), changedAt: row.changed_at, changedBy: row.changed_by }));
}

/** Returns its number. */
export async function insertKnowledge(db: Queryable, entry: KnowledgeEntry): Promise<number> {
  const { rows } = await db.query<{ knowledge_id: number }>(
    `INSERT INTO andon.knowledge_entry
       (site_id, issue, equipment_type, sensor_role, causes, checks, action, urgent_action, outcome, urgency, source)
     VALUES ($1, $2, $3, $4, $5::text[], $6::text[], $7, $8, $9, $10, $11) RETURNING knowledge_id`,
    columnsOf(entry),
  );
  if (rows[0] === undefined) throw new Error('an insert of one row returns it');
  return rows[0].knowledge_id;
}

export async function updateKnowledge(db: Queryable, id: number, entry: KnowledgeEntry): Promise<void> {
  await db.query(
    `UPDATE andon.knowledge_entry SET (site_id, issue, equipment_type, sensor_role, causes, checks, action, urgent_action, outcome, urgency, source)
       = ($1, $2, $3, $4, $5::text[], $6::text[], $7, $8, $9, $10, $11) WHERE knowledge_id = $12`,
    [...columnsOf(entry), id],
  );
}

export async function deleteKnowledge(db: Queryable, id: number): Promise<void> {
  await db.query('DELETE FROM andon.knowledge_entry WHERE knowledge_id = $1', [id]);
}

function columnsOf(entry: KnowledgeEntry): unknown[] {
  return [
    entry.siteId,
    entry.issue,
    entry.equipmentType,
    entry.sensorRole,
    entry.causes,
    entry.checks,
    entry.action,
    entry.urgentAction,
    entry.outcome,
    entry.urgency,
    entry.source,
  ];
}

export function knowledgeFromRow(row: KnowledgeRow): OwnKnowledgeEntry {
  return {
    id: row.knowledge_id,
    siteId: row.site_id,
    issue: row.issue,
    equipmentType: row.equipment_type,
    sensorRole: row.sensor_role,
    causes: row.causes,
    checks: row.checks,
    action: row.action,
    urgentAction: row.urgent_action,
    outcome: row.outcome,
    urgency: row.urgency,
    source: row.source,
  };
}
