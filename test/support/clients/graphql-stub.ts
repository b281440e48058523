/** A stand-in for the server, for tests of clients: real HTTP, with answers that the test gives. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const operation = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()) });
export type StubOperation = z.infer<typeof operation>;

export interface StubAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON unless it is a text. */
  readonly body: unknown;
}

export interface GraphqlStub {
  readonly url: string;
  /** Everything that was asked, in order. */
  readonly operations: readonly StubOperation[];
  /** The header `authorization` of each; null where it was absent. */
  readonly authorizations: readonly (string | null)[];
  close(): Promise<void>;
}

/** A real HTTP server that answers GraphQL operations as the test says; null leaves the request without an answer. */
export async function startGraphqlStub(
  answer: (asked: StubOperation, number: number) => StubAnswer | null,
  port = 0,
): Promise<GraphqlStub> {
  const operations: StubOperation[] = [];
  const authorizations: (string | null)[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const asked = operation.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
      operations.push(asked);
      authorizations.push(request.headers.authorization ?? null);
      const given = answer(asked, operations.length);
      if (given === null) return;
      const body = typeof given.body === 'string' ? given.body : JSON.stringify(given.body);
      response.writeHead(given.status ?? 200, { 'content-type': 'application/json', ...given.headers });
      response.end(body);
    });
  });
  await listen(server, port);
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}/graphql`,
    operations,
    authorizations,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A port on which nothing listens. */
export async function unusedPort(): Promise<number> {
  const stub = await startGraphqlStub(() => null);
  await stub.close();
  return Number(new URL(stub.url).port);
}

export function graphqlError(code: string, message: string, extensions: Record<string, unknown> = {}): StubAnswer {
  return { body: { data: null, errors: [{ message, extensions: { code, ...extensions } }] } };
}

/** As a server answers who brings no key, or none that is good. */
export function unauthenticated(message: string): StubAnswer {
  const headers = { 'www-authenticate': 'Bearer' };
  return { status: 401, headers, body: { errors: [{ message, extensions: { code: 'UNAUTHENTICATED' } }] } };
}

const sentReading = z.object({
  equipmentId: z.string(),
  sensorType: z.string(),
  value: z.union([z.number(), z.string(), z.null()]),
  quality: z.string().optional(),
  units: z.string().optional(),
  timestamp: z.string(),
});
export type SentReading = z.infer<typeof sentReading>;

export function sentReadings(asked: StubOperation): SentReading[] {
  return z.array(sentReading).parse(asked.variables['readings'] ?? []);
}

/** Takes everything: equipment, readings and series. */
export function acceptAll(asked: StubOperation): StubAnswer {
  if (asked.query.includes('registerEquipment')) return { body: { data: { registerEquipment: [] } } };
  if (asked.query.includes('ingestSeries')) {
    const series = z.array(z.object({ values: z.array(z.number()) })).parse(asked.variables['series']);
    const accepted = series.reduce((total, { values }) => total + values.length, 0);
    return { body: { data: { ingestSeries: { accepted, duplicates: 0, rejected: [] } } } };
  }
  const accepted = sentReadings(asked).length;
  return { body: { data: { ingestReadings: { accepted, duplicates: 0, rejected: [] } } } };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
}
