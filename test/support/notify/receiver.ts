/** A receiver of webhooks: a server of HTTP or HTTPS of the test's own that notes what it is sent and misbehaves as it is told to. */
import { readFileSync } from 'node:fs';
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

const tls = (name: string) => readFileSync(new URL(`../tls/${name}`, import.meta.url), 'utf8');

export const authority = tls('authority.pem');
export const stranger = tls('stranger.pem');
export const secret = `whsec_${Buffer.from('a secret of the tests, 32 bytes.').toString('base64')}`;
export const newerSecret = `whsec_${Buffer.from('another secret of these tests 32').toString('base64')}`;

export interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Answers one request. */
export type Answer = (response: ServerResponse, request: Received) => void;

/** Of the envelope what tests ask for. */
export interface Envelope {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly data: {
    readonly kind: string;
    readonly route: string | null;
    readonly step: number | null;
    readonly alarm: {
      readonly equipmentId: string;
      readonly problem: string;
      readonly state: string;
      readonly version: number;
    };
  };
}

export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** What came, its signature verified as receivers do. */
  events(): Envelope[];
  answer(next: Answer): void;
  /** Ends what is under way. */
  hangUp(): void;
  close(): Promise<void>;
}

export const takes: Answer = (response) => void response.writeHead(204).end();
export const says =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    void response.writeHead(status, headers).end();

export async function startReceiver({ https = false }: { readonly https?: boolean } = {}): Promise<Receiver> {
  let answer = takes;
  const received: Received[] = [];
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      const one = { headers: request.headers, body };
      received.push(one);
      answer(response, one);
    });
  };
  const server = https
    ? createHttps({ key: tls('server.key'), cert: tls('server.pem') }, onRequest)
    : createHttp(onRequest);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: https ? `https://localhost:${port}/hook` : `http://127.0.0.1:${port}/hook`,
    received,
    events: () => received.map((one) => verified(one)),
    answer: (next) => {
      answer = next;
    },
    hangUp: () => server.closeAllConnections(),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Throws for a signature that is not of these secrets. */
export function verified({ headers, body }: Received, key = secret): Envelope {
  const given = {
    'webhook-id': String(headers['webhook-id']),
    'webhook-timestamp': String(headers['webhook-timestamp']),
    'webhook-signature': String(headers['webhook-signature']),
  };
  return new Webhook(key).verify(body, given) as Envelope;
}
