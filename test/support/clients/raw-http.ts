/** Sends bodies and bytes as they are, as no well-behaved client would. */
import { once } from 'node:events';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import type { GraphqlAnswer } from './clients-http.ts';

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Sends a body as the bytes it is, under headers of one's own. */
export async function postBytes(
  url: string,
  body: Buffer | string,
  headers: Readonly<Record<string, string>>,
): Promise<RawAnswer> {
  const request = httpRequest(url, { method: 'POST', headers, agent: false });
  // As bytes: joined with a text, the headers would be sent in its encoding.
  request.end(Buffer.from(body));
  const [response] = await once(request, 'response');
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return { status: response.statusCode, headers: response.headers, text };
}

/** The message of the one error of an answer, with its code before it. */
export function saidIn({ text }: Pick<RawAnswer, 'text'>): string {
  const { errors = [] }: GraphqlAnswer<unknown> = JSON.parse(text);
  return errors.map(({ message, extensions }) => `${extensions?.code}: ${message}`).join('\n');
}

/** Sends bytes on a connection of its own and reads until the server hangs up. */
export async function sendBytes(url: string, bytes: Buffer | string): Promise<string> {
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    answer += chunk;
  });
  socket.on('error', () => undefined); // what came before is what counts
  socket.write(bytes);
  await once(socket, 'close');
  return answer;
}
