/** Decides which shards of the log this server works on, by leases. */
import type pg from 'pg';
import { numberArray } from '../db/query/array-literal.ts';
import { shardCount } from '../domain/equipment/shard.ts';

/** Advisory lock classes of this program, two numbers nobody else is likely to use. */
const shardLock = 1_634_624_623;
const membershipLock = 1_634_624_624;

/**
 * Which shards this server works on. Each lease is an advisory lock held by the pipeline's connection: it takes no statement to keep,
 * and PostgreSQL itself gives it free in the instant the connection ends, so another server can go on. The lock only spares double
 * work; what makes a batch count once is the checkpoint in its own transaction.
 */
export class ShardLeases {
  #client: pg.Client | null = null;
  #owned = new Set<number>();

  get owned(): ReadonlySet<number> {
    return this.#owned;
  }

  /** Takes free shards up to this server's fair share and gives back what is above it; returns the newly taken ones. */
  async rebalance(client: pg.Client): Promise<number[]> {
    if (this.#client !== client) {
      this.#client = client;
      this.#owned = new Set();
      await client.query('SELECT pg_advisory_lock_shared($1, 0)', [membershipLock]);
    }
    const { servers, held } = await survey(client);
    const share = Math.ceil(shardCount / Math.max(1, servers));
    if (this.#owned.size > share) await this.#giveBack(client, this.#owned.size - share);
    if (this.#owned.size < share) return this.#take(client, held, share - this.#owned.size);
    return [];
  }

  /** Asks only for free shards: at rest, where 16 does not divide evenly, one of the servers always has fewer than its share. */
  async #take(client: pg.Client, held: ReadonlySet<number>, wanted: number): Promise<number[]> {
    const taken: number[] = [];
    for (let shard = 0; shard < shardCount && taken.length < wanted; shard++) {
      if (this.#owned.has(shard) || held.has(shard)) continue;
      const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS locked', [
        shardLock,
        shard,
      ]);
      if (rows[0]?.locked) taken.push(shard);
    }
    for (const shard of taken) this.#owned.add(shard);
    return taken;
  }

  async #giveBack(client: pg.Client, count: number): Promise<void> {
    const given = [...this.#owned].slice(-count);
    await client.query('SELECT pg_advisory_unlock($1, shard) FROM unnest($2::int[]) AS shard', [
      shardLock,
      numberArray(given),
    ]);
    for (const shard of given) this.#owned.delete(shard);
  }
}

/** How many servers take part in the pipeline on this database, this one included, and which shards any of them holds. */
async function survey(client: pg.Client): Promise<{ servers: number; held: ReadonlySet<number> }> {
  const { rows } = await client.query<{ servers: number; held: number[] }>(
    `SELECT count(*) FILTER (WHERE classid = $1::bigint::oid AND objid = 0)::int AS servers,
            coalesce(array_agg(objid::int) FILTER (WHERE classid = $2::bigint::oid), '{}') AS held
     FROM pg_locks
     WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [membershipLock, shardLock],
  );
  return { servers: rows[0]?.servers ?? 0, held: new Set(rows[0]?.held) };
}
