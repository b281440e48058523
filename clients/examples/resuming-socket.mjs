// A graphql-ws client whose subscription to recommendationEvents misses nothing, and the place on disk from which it goes on.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

const { ANDON_URL = 'http://127.0.0.1:4000/graphql' } = process.env;
const { ANDON_KEY_FILE = 'andon.key', ANDON_CURSOR_FILE = 'andon.cursor' } = process.env;

let answerDue;
const client = createClient({
  url: ANDON_URL.replace('http', 'ws'),
  // An attempt that nobody answers is given up, too.
  webSocketImpl: new Proxy(WebSocket, {
    construct: (Socket, given) => new Socket(...given, { handshakeTimeout: 10_000 }),
  }),
  connectionAckWaitTimeout: 10_000,
  retryAttempts: Number.POSITIVE_INFINITY,
  shouldRetry: () => true, // after a refused connection, too: the server may be starting
  // Read at each connection, so that a renewed key counts.
  connectionParams: () =>
    existsSync(ANDON_KEY_FILE) ? { authorization: `Bearer ${readFileSync(ANDON_KEY_FILE, 'utf8').trim()}` } : {},
  keepAlive: 10_000, // a connection that is dead without a word is given up
  on: {
    ping: (isReceived) => {
      if (!isReceived) answerDue = setTimeout(() => client.terminate(), 10_000);
    },
    pong: () => clearTimeout(answerDue),
    closed: () => clearTimeout(answerDue),
  },
});

/** One operation; answers what ends it. A subscription goes on behind its last event: graphql-ws alone sends its first variables again. */
export function subscribe({ query, operationName, variables }, sink) {
  const payload = { query, operationName, variables: { ...variables } };
  let stop;
  const begin = () => {
    let retryAfterMs; // the database is away, for example
    const end = (finish) => (retryAfterMs === undefined ? finish() : setTimeout(begin, retryAfterMs));
    stop = client.subscribe(payload, {
      next: (result) => {
        retryAfterMs = result.errors?.[0].extensions?.retryAfterMs;
        if (retryAfterMs === undefined) sink.next(result);
        payload.variables.after = result.data?.recommendationEvents?.cursor ?? payload.variables.after;
      },
      error: (errors) => {
        retryAfterMs = errors[0]?.extensions?.retryAfterMs;
        end(() => sink.error(errors));
      },
      complete: () => end(() => sink.complete()),
    });
  };
  begin();
  return () => stop();
}
export const keptCursor = () => (existsSync(ANDON_CURSOR_FILE) ? readFileSync(ANDON_CURSOR_FILE, 'utf8') : null);
/** To be called after the event was handled. The file is replaced as a whole, or not at all. */
export function keepCursor(cursor) {
  writeFileSync(`${ANDON_CURSOR_FILE}.new`, cursor);
  renameSync(`${ANDON_CURSOR_FILE}.new`, ANDON_CURSOR_FILE);
}
