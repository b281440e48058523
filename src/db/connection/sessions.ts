/** Makes each new connection fit for use, or refuses it: its settings, and no pooler in transaction mode. */
import type pg from 'pg';
import type { DatabaseCondition } from './database-condition.ts';
import { proveSession } from './pooler.ts';
import { type SessionLimits, settleSession } from './session-settings.ts';

/** A pooler's mode is asked again after this; several connections are often made at once. */
const proofHoldsMs = 10_000;

export interface SessionsOptions {
  readonly openAnother: () => Promise<pg.Client>;
  readonly condition: DatabaseCondition;
  /** For doctor, which wants to see what is there: behind a pooler connections are left as they are. */
  readonly examining: boolean;
}

/** Makes each new connection fit for use, or refuses it. */
export class Sessions {
  readonly #options: SessionsOptions;
  #proving: Promise<void> | null = null;
  #provenMs = Number.NEGATIVE_INFINITY;

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  async settle(client: pg.ClientBase, limits: SessionLimits): Promise<void> {
    const { condition, examining } = this.#options;
    try {
      // Set through a pooler that shares sessions, our settings would be everybody's.
      let session = await settleSession(client, limits, processOf(client));
      if (!session.isSettled) {
        if (examining) return;
        await this.#prove(client);
        session = await settleSession(client, limits, null);
      }
      condition.connected(session);
    } catch (error) {
      condition.troubleIn(error);
      throw error;
    }
  }

  async #prove(client: pg.ClientBase): Promise<void> {
    if (performance.now() - this.#provenMs < proofHoldsMs) return;
    this.#proving ??= proveSession(client, this.#options.openAnother)
      .then(() => {
        this.#provenMs = performance.now();
      })
      .finally(() => {
        this.#proving = null;
      });
    await this.#proving;
  }
}

/** The process that the start named as this connection's. */
export function processOf(client: pg.ClientBase): number | null {
  const named = 'processID' in client ? client.processID : null;
  return typeof named === 'number' ? named : null;
}
