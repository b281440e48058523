import { expect, onTestFinished } from 'vitest';
import { httpClient } from './clients-http.ts';
import type { SqlClient } from './clients-sql.ts';
import { IngestReadings } from './operations.ts';
import type { SentReading } from './readings.ts';
import { until } from './until.ts';

/** What a client outside was promised: every acknowledged reading with its value, by equipment, sensor and time. */
export interface Ledger {
  readonly acknowledged: ReadonlyMap<string, number>;
  readonly failedRequests: number;
  /** Why the last request without an answer had none. */
  readonly lastFailure: string;
}

export interface LoadGenerator {
  readonly ledger: Ledger;
  /** Ends after each client's current request. */
  finish(): Promise<Ledger>;
}

export interface LoadOptions {
  readonly clients: number;
  readonly batch: number;
  /** Keeps equipment of different generators apart. */
  readonly name: string;
  /** Sends a batch whose answer was lost again, until it is acknowledged; otherwise goes on with new readings. */
  readonly resend: boolean;
  readonly graphqlUrl: () => string;
}

/** Clients that send readings one batch after another, through any failure of the server, and note what was acknowledged. */
export function startLoad(options: LoadOptions): LoadGenerator {
  const acknowledged = new Map<string, number>();
  const state = { running: true, failedRequests: 0, lastFailure: 'none' };
  const ledger: Ledger = {
    acknowledged,
    get failedRequests() {
      return state.failedRequests;
    },
    get lastFailure() {
      return state.lastFailure;
    },
  };
  const startMs = Math.floor(Date.now() / 60_000) * 60_000 - 20 * 60_000;
  const client = async (clientNo: number) => {
    const equipmentId = `${options.name}-${clientNo}`;
    let sent = 0;
    let batch: SentReading[] = [];
    while (state.running) {
      if (batch.length === 0) {
        const from = sent;
        // 37 ms apart: minutes fill and change within one test, and windows get readings from many batches.
        batch = Array.from({ length: options.batch }, (_, index) => ({
          equipmentId,
          sensorType: `load-${(from + index) % 5}`,
          value: Math.sin(from + index) * 50,
          timestamp: new Date(startMs + (from + index) * 37).toISOString(),
        }));
        sent += options.batch;
      }
      if (await acknowledge(batch)) batch = [];
      else if (!options.resend) batch = [];
    }
  };
  const acknowledge = async (batch: readonly SentReading[]): Promise<boolean> => {
    try {
      const { ingestReadings } = await httpClient(options.graphqlUrl()).request(IngestReadings, {
        readings: [...batch],
      });
      expect(ingestReadings.rejected).toEqual([]);
      expect(ingestReadings.accepted + ingestReadings.duplicates).toBe(batch.length);
    } catch (error) {
      if (error instanceof Error && error.name === 'AssertionError') throw error;
      // The server is down or going down: the outcome of this batch is unknown to the client.
      state.failedRequests += 1;
      state.lastFailure = String(error);
      await until('the server answers again', () => !state.running || answers(options.graphqlUrl()), {
        withinMs: 60_000,
      });
      return false;
    }
    for (const sent of batch) acknowledged.set(ledgerKey(sent), Number(sent.value));
    return true;
  };
  // A test that fails half-way must not leave clients behind that wait for its server.
  onTestFinished(() => {
    state.running = false;
  });
  const clients = Array.from({ length: options.clients }, (_, clientNo) => client(clientNo));
  return {
    ledger,
    finish: async () => {
      state.running = false;
      await Promise.all(clients);
      return ledger;
    },
  };
}

async function answers(graphqlUrl: string): Promise<boolean> {
  try {
    return (await fetch(graphqlUrl.replace('/graphql', '/readyz'))).ok;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

function ledgerKey(sent: SentReading): string {
  return `${sent.equipmentId}|${sent.sensorType}|${Date.parse(sent.timestamp)}`;
}

/** Waits until silver holds as many readings as bronze: nothing is under way any more. */
export async function untilProcessed(sql: SqlClient): Promise<void> {
  const counts = { bronze: -1, silver: -1 };
  await until(
    'every reading in bronze is in silver',
    async () => {
      counts.bronze = await sql.number('SELECT count(*) FROM andon.telemetry_bronze');
      counts.silver = await sql.number('SELECT count(*) FROM andon.telemetry_silver');
      return counts.bronze === counts.silver;
    },
    { withinMs: 60_000, state: () => counts },
  );
}

/** Every acknowledged reading is in bronze and silver once with its value, and gold is what silver says. */
export async function expectExactlyOnce(sql: SqlClient, ledger: Pick<Ledger, 'acknowledged'>): Promise<void> {
  await untilProcessed(sql);
  for (const [layer, value] of [
    ['telemetry_bronze', 'value_number'],
    ['telemetry_silver', 'value'],
  ]) {
    const rows = await sql.rows<{ key: string; value: number; copies: number }>(
      `SELECT equipment_id || '|' || sensor_type || '|' || (extract(epoch FROM event_time) * 1000)::bigint AS key,
              min(${value}) AS value, count(*)::int AS copies
       FROM andon.${layer} JOIN andon.sensor USING (sensor_id) GROUP BY equipment_id, sensor_type, event_time`,
    );
    const stored = new Map(rows.map((row) => [row.key, row]));
    const lost = [...ledger.acknowledged].filter(([key, sent]) => stored.get(key)?.value !== sent);
    expect(
      lost.slice(0, 5),
      `${lost.length} acknowledged readings are missing from ${layer} or have another value`,
    ).toEqual([]);
    expect(rows.filter((row) => row.copies !== 1).slice(0, 5), `copies in ${layer}`).toEqual([]);
  }
  await expectGoldFromSilver(sql);
}

/** Gold, window by window, against a recomputation from silver. */
export async function expectGoldFromSilver(sql: SqlClient): Promise<void> {
  const differences = await sql.rows(
    `WITH expected AS (
       SELECT sensor_id, date_trunc('minute', event_time) AS window_start, count(*) AS reading_count, avg(value) AS mean,
              coalesce(var_samp(value), 0) * (count(*) - 1) AS m2, min(value) AS min_value, max(value) AS max_value
       FROM andon.telemetry_silver GROUP BY 1, 2)
     SELECT * FROM expected FULL JOIN andon.performance_1min AS gold USING (sensor_id, window_start)
     WHERE gold.reading_count IS DISTINCT FROM expected.reading_count
        OR gold.min_value IS DISTINCT FROM expected.min_value OR gold.max_value IS DISTINCT FROM expected.max_value
        OR abs(gold.mean - expected.mean) > 1e-9 * (1 + abs(expected.mean))
        OR abs(gold.m2 - expected.m2) > 1e-6 * (1 + abs(expected.m2))
     LIMIT 5`,
  );
  expect(differences, 'windows that differ from their readings').toEqual([]);
}
