/** @import { Claim, Send } from '../../types.ts' */
import { compareClock, departure } from './clock.js';

const answerWithinMs = 15_000;

/** The server has answered no; `code` is one of its catalogue. */
export class Refusal extends Error {
  /**
   * @param {string} message
   * @param {string} code
   * @param {Readonly<Record<string, unknown>>} extensions
   */
  constructor(message, code, extensions) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.extensions = extensions;
  }
}

/** No answer came. What was asked for may have happened all the same. */
export class Unreachable extends Error {
  /** @param {unknown} cause */
  constructor(cause) {
    super('The server does not answer.', { cause });
    this.name = 'Unreachable';
  }
}

/**
 * Operations over HTTP, each with the screen's key and in the operator's name.
 *
 * @param {string} url
 * @param {() => Claim} claim
 * @returns {Send}
 */
export function createSend(url, claim) {
  return async (query, variables = {}) => {
    const { key, operatorId } = claim();
    /** @type {Record<string, string>} */
    const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json' };
    if (key !== null) headers['authorization'] = `Bearer ${key}`;
    if (operatorId !== null) headers['x-operator-id'] = asHeader(operatorId);
    const { data, errors } = await answerTo(url, {
      method: 'POST',
      headers,
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(answerWithinMs),
    });
    const error = errors?.[0];
    if (error !== undefined) throw refusalOf(error);
    return data;
  };
}

/**
 * @param {{ readonly message: string; readonly extensions?: Readonly<Record<string, unknown>> | undefined }} error
 */
export function refusalOf({ message, extensions = {} }) {
  return new Refusal(message, String(extensions['code'] ?? 'INTERNAL'), extensions);
}

/**
 * @param {string} url
 * @param {RequestInit} init
 */
async function answerTo(url, init) {
  try {
    const sent = departure();
    const response = await fetch(url, init);
    compareClock(response.headers.get('date'), sent);
    return await response.json();
  } catch (error) {
    throw new Unreachable(error);
  }
}

/** Header values are bytes: a name in any script travels as its UTF-8. @param {string} text */
function asHeader(text) {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
}
