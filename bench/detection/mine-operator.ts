/**
 * The operator of a simulated mine: decides what stands in the queue after half an hour of the mine's time, as somebody does who knows
 * what is wrong. A queue that nobody looks at holds back every repetition for ever, and would flatter the detectors.
 *
 * The database stamps decisions by its own clock, which cannot be handed in; so each decision is moved to the mine's time, and how long
 * the pipeline keeps quiet after it is counted in the mine's time as well.
 */
import type pg from 'pg';
import type { Core } from '../../src/runtime/core.ts';

const decideAfterMs = 30 * 60_000;
/** As the server keeps quiet by default: after a rejection, and while approved work is under way. */
const quietMs = { rejected: 5 * 60_000, approved: 60 * 60_000 };

interface Open {
  readonly id: string;
  readonly isTrue: boolean;
  readonly dueMs: number;
}

export class MineOperator {
  readonly #core: Core;
  readonly #pool: pg.Pool;
  #open: Open[] = [];
  #quiet: { readonly id: string; readonly untilMs: number }[] = [];

  constructor(core: Core, pool: pg.Pool) {
    this.#core = core;
    this.#pool = pool;
  }

  /** `isTrue`: something is wrong there, and work will follow; else it is rejected. */
  told(id: string, nowMs: number, isTrue: boolean): void {
    this.#open.push({ id, isTrue, dueMs: nowMs + decideAfterMs });
  }

  async work(nowMs: number): Promise<void> {
    const due = this.#open.filter(({ dueMs }) => dueMs <= nowMs);
    this.#open = this.#open.filter(({ dueMs }) => dueMs > nowMs);
    for (const one of due) await this.#decide(one, nowMs);
    const over = this.#quiet.filter(({ untilMs }) => untilMs <= nowMs);
    this.#quiet = this.#quiet.filter(({ untilMs }) => untilMs > nowMs);
    if (over.length > 0)
      await this.#setQuiet(
        over.map(({ id }) => id),
        '-infinity',
      );
  }

  async #decide({ id, isTrue }: Open, nowMs: number): Promise<void> {
    const decision = { id, operatorId: 'the mine’s operator' };
    // What a worse one has replaced meanwhile is decided already.
    const { rows } = await this.#pool.query(
      `SELECT FROM agentic_hmi.agent_recommendations WHERE recommendation_id = $1 AND status = 'pending'`,
      [id],
    );
    if (rows.length === 0) return;
    if (isTrue) await this.#core.decisions.approve(decision);
    else await this.#core.decisions.reject({ ...decision, reason: 'nothing is wrong there' });
    await this.#moveTo(id, nowMs);
    await this.#setQuiet([id], '9999-12-31');
    this.#quiet.push({ id, untilMs: nowMs + (isTrue ? quietMs.approved : quietMs.rejected) });
  }

  /** Without triggers, which would stamp it anew. */
  async #moveTo(id: string, nowMs: number): Promise<void> {
    const client = await this.#pool.connect();
    try {
      await client.query('BEGIN; ALTER TABLE agentic_hmi.agent_recommendations DISABLE TRIGGER USER');
      await client.query(
        `UPDATE agentic_hmi.agent_recommendations SET updated_timestamp = $2,
           approved_timestamp = CASE WHEN status = 'approved' THEN $2 ELSE approved_timestamp END
         WHERE recommendation_id = $1`,
        [id, new Date(nowMs)],
      );
      await client.query('ALTER TABLE agentic_hmi.agent_recommendations ENABLE TRIGGER USER; COMMIT');
    } finally {
      client.release();
    }
  }

  async #setQuiet(ids: readonly string[], until: string): Promise<void> {
    await this.#pool.query(
      'UPDATE andon.recommendation_slot SET quiet_until = $2 WHERE recommendation_id = ANY ($1) AND NOT pending',
      [ids, until],
    );
  }
}
