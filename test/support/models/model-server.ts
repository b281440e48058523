/** A server that speaks the API of outside models, and misbehaves in whatever way it is told to. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '../until.ts';

export interface ModelRequest {
  readonly headers: IncomingMessage['headers'];
  readonly body: ModelBody;
}

/** What was sent; of a chat its messages. */
interface ModelBody {
  readonly messages?: readonly { readonly role: string; readonly content: string }[];
  readonly [member: string]: unknown;
}

/** Answers one request. */
export type Behaviour = (response: ServerResponse, request: ModelRequest) => void;

export interface ModelServer {
  readonly url: string;
  readonly requests: readonly ModelRequest[];
  /** How all requests are answered from now on. */
  behave(behaviour: Behaviour): void;
  /** Waits until somebody has hung up before the answer was whole. */
  hungUp(): Promise<unknown>;
  close(): Promise<void>;
}

export async function startModelServer(): Promise<ModelServer> {
  let behaviour: Behaviour = says('The temperature is too high [F1].');
  const requests: ModelRequest[] = [];
  /** How often somebody hung up since the behaviour was last told. */
  let left = 0;
  let told = 0;
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    request.on('end', () => {
      const asked = { headers: request.headers, body: JSON.parse(text) };
      requests.push(asked);
      const toldAt = told;
      response.on('close', () => {
        if (!response.writableFinished && toldAt === told) left += 1;
      });
      behaviour(response, asked);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1/chat/completions`,
    requests,
    behave: (next) => {
      behaviour = next;
      told += 1;
      left = 0;
    },
    hungUp: () => until('the request is given up', () => left > 0 || undefined),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const chunk = (delta: object, more: object = {}) =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: null, ...more }] })}\n\n`;

export function begin(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
}

export const textChunk = (content: string | readonly object[]) => chunk({ content });
export const lastChunk = (reason = 'stop') => chunk({}, { finish_reason: reason });

/** A proper answer, a few letters an event, with what it took. */
export function says(text: string, { reason = 'stop', tokens = 100 } = {}): Behaviour {
  return (response) => {
    begin(response);
    response.write(chunk({ role: 'assistant', content: '' }));
    for (let at = 0; at < text.length; at += 3) response.write(textChunk(text.slice(at, at + 3)));
    response.write(lastChunk(reason));
    response.write(`data: ${JSON.stringify({ choices: [], usage: { total_tokens: tokens } })}\n\n`);
    response.end('data: [DONE]\n\n');
  };
}

export function answers(status: number, headers: Record<string, string> = {}, body = ''): Behaviour {
  return (response) => response.writeHead(status, headers).end(body);
}

/** Takes the request and says nothing. */
export const silent: Behaviour = () => undefined;
