/**
 * The console's client of the server: @andon/client, with the key of this machine and the operator's name, and with a look at the
 * server's clock in each answer.
 */
import { createAndonClient } from '/vendor/andon-client/index.js';
import { compareClock, departure } from './clock.js';

const url = '/graphql';
/** A silent server counts as gone after twice this time: people decide by what this screen shows. */
const pingEveryMs = 3_000;

/**
 * @param {object} options
 * @param {() => string | null} options.key
 * @param {() => string | null} options.operatorId null: the key says whose decisions these are
 * @param {() => Promise<void>} options.beforeConnecting
 */
export function openClient({ key, operatorId, beforeConnecting }) {
  return createAndonClient({
    url,
    pingEveryMs,
    beforeConnecting,
    fetch: fetchAndCompareClock,
    token: () => key() ?? undefined,
    operatorId: () => operatorId() ?? undefined,
  });
}

/**
 * Sends one query with a key that is being tried, without an operator's name.
 *
 * @template Result
 * @param {string | null} key
 * @param {string} query
 * @returns {Promise<Result>}
 */
export async function askWith(key, query) {
  const client = createAndonClient({ url, fetch: fetchAndCompareClock, ...(key === null ? {} : { token: key }) });
  try {
    return await client.query(query);
  } finally {
    await client.close();
  }
}

/** @type {typeof fetch} */
async function fetchAndCompareClock(input, init) {
  const sent = departure();
  const response = await fetch(input, init);
  compareClock(response.headers.get('date'), sent);
  return response;
}
