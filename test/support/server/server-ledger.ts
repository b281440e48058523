/** Sends readings as a load, and notes which of them were acknowledged. */
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import { httpClient, RequestFailed } from '../clients/clients-http.ts';
import { IngestReadings } from '../clients/operations.ts';
import type { SentReading } from '../readings/readings.ts';
import { until } from '../until.ts';

/** What a client outside was promised, and what it asked for: readings with their values by equipment, sensor and time. */
export interface Ledger {
  readonly acknowledged: ReadonlyMap<string, number>;
  /** Everything that ever left for the server. What is here and was not acknowledged may be stored or not, but not twice. */
  readonly sent: ReadonlyMap<string, number>;
  /** Acknowledged as stored before: the first answer was lost on its way. */
  readonly duplicates: number;
  readonly failedRequests: number;
  /** Why the last request without an answer had none. */
  readonly lastFailure: string;
  /** How often each kind of failure was met: error codes, or the connection's own. */
  readonly failures: ReadonlyMap<string, number>;
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
  /** Between two requests of a client. */
  readonly pauseMs?: number;
  /** What a client sends; without it numbers without limits, from 20 hours ago on. */
  readonly reading?: (clientNo: number, n: number) => SentReading;
}

/** Clients that send readings one batch after another, through any failure of the server, and note what was acknowledged. */
export function startLoad(options: LoadOptions): LoadGenerator {
  const acknowledged = new Map<string, number>();
  const everSent = new Map<string, number>();
  const failures = new Map<string, number>();
  const state = { running: true, duplicates: 0, failedRequests: 0, lastFailure: 'none' };
  const ledger: Ledger = {
    acknowledged,
    sent: everSent,
    failures,
    get duplicates() {
      return state.duplicates;
    },
    get failedRequests() {
      return state.failedRequests;
    },
    get lastFailure() {
      return state.lastFailure;
    },
  };
  const startMs = Math.floor(Date.now() / 60_000) * 60_000 - 20 * 3_600_000;
  // 37 ms apart: minutes fill and change within one test, and windows get readings from many batches.
  const ordinary = (clientNo: number, n: number): SentReading => ({
    equipmentId: `${options.name}-${clientNo}`,
    sensorType: `load-${n % 5}`,
    value: Math.sin(n) * 50 + 70,
    timestamp: new Date(startMs + n * 37).toISOString(),
  });
  const readingOf = options.reading ?? ordinary;
  const client = async (clientNo: number) => {
    let sent = 0;
    let batch: SentReading[] = [];
    while (state.running) {
      if (batch.length === 0) {
        const from = sent;
        batch = Array.from({ length: options.batch }, (_, index) => readingOf(clientNo, from + index));
        sent += options.batch;
        for (const one of batch) everSent.set(ledgerKey(one), Number(one.value));
      }
      if ((await acknowledge(batch)) || !options.resend) batch = [];
      if (options.pauseMs !== undefined) await pause(options.pauseMs);
    }
  };
  const acknowledge = async (batch: readonly SentReading[]): Promise<boolean> => {
    try {
      const { ingestReadings } = await httpClient(options.graphqlUrl()).request(IngestReadings, {
        readings: [...batch],
      });
      expect(ingestReadings.rejected).toEqual([]);
      expect(ingestReadings.accepted + ingestReadings.duplicates).toBe(batch.length);
      state.duplicates += ingestReadings.duplicates;
    } catch (error) {
      if (error instanceof Error && error.name === 'AssertionError') throw error;
      // The server is down or going down: the outcome of this batch is unknown to the client.
      state.failedRequests += 1;
      state.lastFailure = String(error);
      const kind = kindOf(error);
      failures.set(kind, (failures.get(kind) ?? 0) + 1);
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

function kindOf(error: unknown): string {
  if (error instanceof RequestFailed) return error.errors[0]?.extensions?.code ?? 'no code';
  return error instanceof SyntaxError ? 'no GraphQL answer' : 'no connection';
}

async function answers(graphqlUrl: string): Promise<boolean> {
  try {
    return (await fetch(graphqlUrl.replace('/graphql', '/readyz'))).ok;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

export function ledgerKey(sent: Pick<SentReading, 'equipmentId' | 'sensorType' | 'timestamp'>): string {
  return `${sent.equipmentId}|${sent.sensorType}|${Date.parse(sent.timestamp ?? '')}`;
}
