/** Makes the partitions of days and months before rows come, and remembers which exist. Retention drops them. */
import type { Queryable } from '../query/queryable.ts';

const dayMs = 86_400_000;

type PartitionedTable = 'telemetry_bronze' | 'telemetry_silver' | 'performance_1min' | 'performance_1hour';
/** Months for gold: one row a sensor and minute is a sixtieth of the readings, and queries span months. */
const unitOf = {
  telemetry_bronze: 'day',
  telemetry_silver: 'day',
  performance_1min: 'month',
  performance_1hour: 'month',
} as const;

/** Knows which partitions exist, and makes the missing ones before a row needs them. */
export class DayPartitions {
  readonly #db: Queryable;
  /** Tables and days for which there is a partition. */
  readonly #known = new Set<string>();

  constructor(db: Queryable) {
    this.#db = db;
  }

  /** Makes sure that rows with these event times (epoch ms) find their partitions in the given tables. */
  async ensure(tables: readonly PartitionedTable[], eventTimesMs: Iterable<number>): Promise<void> {
    const days = new Set<number>();
    for (const timeMs of eventTimesMs) days.add(Math.floor(timeMs / dayMs));
    for (const day of days) {
      for (const table of tables) {
        const key = `${table} ${day}`;
        if (this.#known.has(key)) continue;
        await this.#create(table, partitionFor(table, day * dayMs));
        this.#known.add(key);
      }
    }
  }

  /** Forgets what exists, after partitions were dropped. */
  forget(): void {
    this.#known.clear();
  }

  async #create(table: PartitionedTable, { name, from, to }: Partition): Promise<void> {
    const { rows } = await this.#db.query<{ ready: boolean }>(
      `SELECT EXISTS (
         SELECT FROM pg_inherits JOIN pg_class ON oid = inhrelid
         WHERE inhrelid = to_regclass($1) AND inhparent = to_regclass($2) AND relreplident = 'i') AS ready`,
      [`andon.${name}`, `andon.${table}`],
    );
    if (rows[0]?.ready) return;
    // Attached after creation: that takes a lock which readers and writers of the other partitions do not notice. The advisory lock
    // keeps two servers from making the same one; whoever had to wait for it looks with a query, because the name cache behind
    // to_regclass would still say what was true before. All of it is one statement string, so one transaction. Gold rows are rewritten
    // each second while their minute runs, so their pages keep room for it. Under a publication rows that have no replica identity can be
    // neither changed nor deleted, and a partition does not inherit it: one that an older server has made still lacks it.
    const storage = table === 'performance_1min' ? 'WITH (fillfactor = 80)' : '';
    await this.#db.query(`
      DO $$ DECLARE
        key text;
      BEGIN
        PERFORM pg_advisory_xact_lock(hashtext('andon partition'));
        IF NOT EXISTS (SELECT FROM pg_class WHERE relnamespace = 'andon'::regnamespace AND relname = '${name}') THEN
          CREATE TABLE andon.${name} (LIKE andon.${table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS) ${storage};
          ALTER TABLE andon.${table} ATTACH PARTITION andon.${name} FOR VALUES FROM ('${from}') TO ('${to}');
        END IF;
        IF (SELECT relreplident FROM pg_class WHERE oid = 'andon.${name}'::regclass) <> 'i' THEN
          SELECT relname INTO STRICT key FROM pg_index JOIN pg_class ON oid = indexrelid
          WHERE indrelid = 'andon.${name}'::regclass AND indisunique;
          EXECUTE format('ALTER TABLE andon.${name} REPLICA IDENTITY USING INDEX %I', key);
        END IF;
      END $$`);
  }
}

interface Partition {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

function partitionFor(table: PartitionedTable, timeMs: number): Partition {
  const time = new Date(timeMs);
  const year = time.getUTCFullYear();
  const month = time.getUTCMonth();
  const byDay = unitOf[table] === 'day';
  const from = new Date(Date.UTC(year, month, byDay ? time.getUTCDate() : 1)).toISOString();
  const to = new Date(byDay ? Date.parse(from) + dayMs : Date.UTC(year, month + 1, 1)).toISOString();
  const suffix = from.slice(0, byDay ? 10 : 7).replaceAll('-', '');
  return { name: `${table}_${suffix}`, from, to };
}
