/** Turns the ways in which a WebSocket ends into errors: those after which the client comes back, and those it cannot mend. */

import { CloseCode } from 'graphql-ws/client';
import { AndonError, errorOf, type GraphqlFailure, milliseconds } from './errors.ts';

/** The connection was lost; another attempt may succeed. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
  /** Close code of the WebSocket; null when it was not closed in order. */
  readonly closeCode: number | null;
  readonly retryAfterMs: number | null;

  constructor(message: string, closeCode: number | null, retryAfterMs: number | null = null) {
    super(message);
    this.closeCode = closeCode;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Codes for mistakes of this client: the same message would be answered the same way again. */
const pointless: readonly number[] = [
  1_009, // a message too long
  CloseCode.BadRequest,
  CloseCode.SubprotocolNotAcceptable,
  CloseCode.SubscriberAlreadyExists,
  CloseCode.TooManyInitialisationRequests,
];
const goingAway = 1_001;
const terminated = 4_499;

/** Maps what a subscription of graphql-ws ends with (errors of the server, a close event, anything else) to an error of this client. */
export function failureOf(error: unknown): AndonError | ConnectionLost {
  if (Array.isArray(error)) return errorOf(error as readonly GraphqlFailure[]);
  if (isCloseEvent(error)) {
    const { code, reason } = error;
    if (pointless.includes(code)) {
      return new AndonError('PROTOCOL', `The server closed the connection with ${code}${reason && `: ${reason}`}.`);
    }
    return new ConnectionLost(reasonOf(code, reason), code, code === goingAway ? hintIn(reason) : null);
  }
  // A browser tells nothing of why a WebSocket could not be opened, Node a little.
  const detail = isObject(error) && typeof error['message'] === 'string' ? error['message'] : '';
  return new ConnectionLost(detail === '' ? 'the server does not answer' : detail, null);
}

export function isCloseEvent(event: unknown): event is { readonly code: number; readonly reason: string } {
  return isObject(event) && typeof event['code'] === 'number' && typeof event['reason'] === 'string';
}

/** Whether the server has closed the connection because it does not let this client in. */
export function isRefusal(event: unknown): boolean {
  return isCloseEvent(event) && event.code === CloseCode.Forbidden;
}

function reasonOf(code: number, reason: string): string {
  if (code === goingAway) return 'the server has been stopped';
  if (code === terminated) return 'nothing is heard from the server';
  return reason === '' ? 'the connection is lost' : `the connection was closed: ${reason}`;
}

/** `{"message":"…","retryAfterMs":1234}`, as this project's servers close with. */
function hintIn(reason: string): number | null {
  try {
    const words: unknown = JSON.parse(reason);
    return isObject(words) ? milliseconds(words['retryAfterMs']) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
