/** A client of the server over HTTP for the simulator, the replay and the demo. */
import { z } from 'zod';
import type { Clock } from './clock.ts';
import { RequestFailure, requestGraphql } from './graphql-request.ts';
import type { Random } from './random.ts';
import type { EquipmentInput } from './registered-equipment.ts';

/** A reading in object form, as `ingestReadings` takes it. */
export interface ReadingInput {
  readonly equipmentId: string;
  readonly sensorType: string;
  /** Null with quality BAD: there is none. */
  readonly value: number | string | null;
  readonly quality?: 'BAD';
  readonly units?: string;
  /** RFC 3339. */
  readonly timestamp: string;
}

/** Readings of one sensor in column form, as `ingestSeries` takes it. */
export interface SeriesInput {
  readonly equipmentId: string;
  readonly sensorType: string;
  readonly units?: string;
  readonly timestamps: readonly string[];
  readonly values: readonly number[];
}

const ingestResult = z.object({
  accepted: z.int().nonnegative(),
  duplicates: z.int().nonnegative(),
  rejected: z.array(z.object({ index: z.int(), code: z.string(), message: z.string() })),
});
export type IngestResult = z.infer<typeof ingestResult>;

/** An entry of quarantine as a replay needs it. */
export interface QuarantineEntry {
  readonly id: string;
  readonly code: string;
  /** JSON text of the reading as it came. */
  readonly original: string;
}

/** Absent members do not restrict; times are RFC 3339, against the arrival. */
export interface QuarantineFilter {
  readonly codes?: readonly string[];
  readonly siteIds?: readonly string[];
  readonly equipmentIds?: readonly string[];
  readonly sensorTypes?: readonly string[];
  readonly from?: string;
  readonly to?: string;
}

/** A reading of quarantine as it is sent again: whatever its sender made of it, the server judges. */
export type QuarantinedInput = Readonly<Record<string, unknown>>;

const quarantinePage = z.object({
  quarantine: z.object({
    edges: z.array(z.object({ node: z.object({ id: z.string(), code: z.string(), original: z.string() }) })),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
});
const replayResult = ingestResult.extend({ alreadyReplayed: z.int().nonnegative() });

export interface ClientOptions {
  readonly url: string;
  /** For a server that asks for one: an API key or a JWT. */
  readonly key?: string | null | undefined;
  readonly clock: Clock;
  /** Spreads the retries of many clients. */
  readonly random: Random;
  /** Ends every request and every wait between tries. */
  readonly signal: AbortSignal;
  /** Told of a failed try that will be repeated, and with null when the server answers again. */
  readonly onTrouble?: (trouble: string | null) => void;
  /** Without an answer for so long a call fails; never, when left out. */
  readonly giveUpAfterMs?: number;
}

export interface AndonClient {
  registerEquipment(equipment: readonly EquipmentInput[]): Promise<void>;
  /** At most 10,000 readings. Repeating it is safe: a reading that is already stored counts as a duplicate. */
  ingestReadings(readings: readonly ReadingInput[]): Promise<IngestResult>;
  ingestSeries(series: readonly SeriesInput[]): Promise<IngestResult>;
  /** Entries that match and were not taken since, newest first; `next` leads to those behind them, null at the end. */
  openQuarantine(
    filter: QuarantineFilter,
    after: string | null,
  ): Promise<{ readonly entries: readonly QuarantineEntry[]; readonly next: string | null }>;
  /** At most 1,000 entries. Repeating it is safe: what was taken is taken once. */
  replayQuarantine(
    entries: readonly { readonly id: string; readonly reading: QuarantinedInput }[],
  ): Promise<z.infer<typeof replayResult>>;
  /** How long the last answered request took; null before the first. */
  readonly lastRequestMs: number | null;
}

const registerMutation =
  'mutation Register($equipment: [EquipmentInput!]!) { registerEquipment(equipment: $equipment) { id } }';
const resultFields = '{ accepted duplicates rejected { index code message } }';
const readingsMutation = `mutation Ingest($readings: [ReadingInput!]!) { ingestReadings(readings: $readings) ${resultFields} }`;
const seriesMutation = `mutation Ingest($series: [SeriesInput!]!) { ingestSeries(series: $series) ${resultFields} }`;
const openQuarantineQuery = `query Open($filter: QuarantineFilter!, $after: String) {
  quarantine(filter: $filter, first: 500, after: $after) { edges { node { id code original } } pageInfo { hasNextPage endCursor } }
}`;
const replayMutation = `mutation Replay($entries: [QuarantineReplayInput!]!) {
  replayQuarantine(entries: $entries) { accepted duplicates alreadyReplayed rejected { index code message } }
}`;

/** A server that takes the request but never answers it is as good as away. */
const requestTimeoutMs = 30_000;
const equipmentPerRequest = 100;
const triesOfBrief = 5;

/** Speaks to a server as any integrator would: by GraphQL over HTTP, trying again while the server is away or asks to wait. */
export function createClient(options: ClientOptions): AndonClient {
  const { url, key = null, clock, signal } = options;
  let lastRequestMs: number | null = null;
  let troubled = false;

  const once = async (query: string, variables: Readonly<Record<string, unknown>>): Promise<unknown> => {
    const request = new AbortController();
    const abort = (): void => request.abort(signal.reason);
    const timer = setTimeout(
      () => request.abort(new Error(`no answer within ${requestTimeoutMs} ms`)),
      requestTimeoutMs,
    );
    signal.addEventListener('abort', abort);
    const startedMs = clock.nowMs();
    try {
      const data = await requestGraphql(url, key, query, variables, request.signal);
      lastRequestMs = clock.nowMs() - startedMs;
      return data;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    }
  };

  const call = async (query: string, variables: Readonly<Record<string, unknown>>): Promise<unknown> => {
    const firstTryMs = clock.nowMs();
    for (let tries = 1; ; tries += 1) {
      signal.throwIfAborted();
      try {
        const data = await once(query, variables);
        if (troubled) options.onTrouble?.(null);
        troubled = false;
        return data;
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof RequestFailure) || error.retry === 'never') throw error;
        if (error.retry === 'briefly' && tries >= triesOfBrief) throw error;
        if (clock.nowMs() - firstTryMs >= (options.giveUpAfterMs ?? Number.POSITIVE_INFINITY)) throw error;
        const waitMs = retryDelayMs(tries, error.retryAfterMs, options.random);
        troubled = true;
        options.onTrouble?.(`${error.message}; trying again in ${(waitMs / 1_000).toFixed(1)} s`);
        await clock.sleep(waitMs, signal);
      }
    }
  };

  return {
    get lastRequestMs() {
      return lastRequestMs;
    },
    async registerEquipment(equipment) {
      for (let from = 0; from < equipment.length; from += equipmentPerRequest) {
        await call(registerMutation, { equipment: equipment.slice(from, from + equipmentPerRequest) });
      }
    },
    async ingestReadings(readings) {
      const data = await call(readingsMutation, { readings });
      return understood(z.object({ ingestReadings: ingestResult }), data).ingestReadings;
    },
    async ingestSeries(series) {
      const data = await call(seriesMutation, { series });
      return understood(z.object({ ingestSeries: ingestResult }), data).ingestSeries;
    },
    async openQuarantine(filter, after) {
      const data = await call(openQuarantineQuery, { filter: { ...filter, replayed: false }, after });
      const { edges, pageInfo } = understood(quarantinePage, data).quarantine;
      return { entries: edges.map(({ node }) => node), next: pageInfo.hasNextPage ? pageInfo.endCursor : null };
    },
    async replayQuarantine(entries) {
      const data = await call(replayMutation, { entries });
      return understood(z.object({ replayQuarantine: replayResult }), data).replayQuarantine;
    },
  };
}

function understood<Shape>(shape: z.ZodType<Shape>, data: unknown): Shape {
  const parsed = shape.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new RequestFailure(
    `the server's answer is not of the expected shape: ${z.prettifyError(parsed.error)}`,
    'never',
  );
}

const firstDelayMs = 250;
const longestDelayMs = 10_000;

/** Doubles from a quarter of a second to ten, half of it by chance; never sooner than the server asked for. */
export function retryDelayMs(tries: number, retryAfterMs: number | undefined, random: Random): number {
  const ceiling = Math.min(longestDelayMs, firstDelayMs * 2 ** (tries - 1));
  const delay = ceiling * (0.5 + 0.5 * random.next());
  return retryAfterMs === undefined ? delay : Math.max(delay, retryAfterMs * (1 + 0.1 * random.next()));
}
