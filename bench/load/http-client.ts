import { Agent, request } from 'node:http';

/** One keep-alive connection pool that posts ready-made bodies: a heavy client would measure itself. */
export class HttpClient {
  readonly #url: URL;
  readonly #agent: Agent;
  readonly #headers: Readonly<Record<string, string>>;

  /** `key`: what the server asks for; absent where it asks for none. */
  constructor(url: string, connections: number, key?: string) {
    this.#headers = {
      'content-type': 'application/json',
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    };
    this.#url = new URL(url);
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  post(body: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const sent = request(
        this.#url,
        {
          method: 'POST',
          agent: this.#agent,
          headers: { ...this.#headers, 'content-length': Buffer.byteLength(body) },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.once('end', () => resolve(Buffer.concat(chunks).toString()));
          response.once('error', reject);
        },
      );
      sent.once('error', reject);
      sent.end(body);
    });
  }

  async query<T>(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<T> {
    const answer: { data?: T; errors?: unknown } = JSON.parse(await this.post(JSON.stringify({ query, variables })));
    if (answer.data === undefined || answer.errors !== undefined) throw new Error(JSON.stringify(answer.errors));
    return answer.data;
  }

  close(): void {
    this.#agent.destroy();
  }
}
