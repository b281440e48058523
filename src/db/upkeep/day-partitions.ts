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

  async #create(table: PartitionedTable, { name, day }: Partition): Promise<void> {
    const { rows } = await this.#db.query<{ ready: boolean }>(
      `SELECT EXISTS (
         SELECT FROM pg_inherits JOIN pg_class ON oid = inhrelid
         WHERE inhrelid = to_regclass($1) AND inhparent = to_regclass($2) AND relreplident = 'i') AS ready`,
      [`andon.${name}`, `andon.${table}`],
    );
    if (rows[0]?.ready) return;
    await this.#db.query('SELECT andon.make_partition($1, $2::date)', [table, day]);
  }
}

interface Partition {
  readonly name: string;
  /** A day in it, YYYY-MM-DD. */
  readonly day: string;
}

function partitionFor(table: PartitionedTable, timeMs: number): Partition {
  const day = new Date(timeMs).toISOString().slice(0, 10);
  const suffix = (unitOf[table] === 'day' ? day : day.slice(0, 7)).replaceAll('-', '');
  return { name: `${table}_${suffix}`, day };
}
