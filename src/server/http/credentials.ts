/** Reads credentials from the headers of a request or from the first message of a WebSocket. */
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { Credentials } from '../../auth/access.ts';

/** Reads the credentials of a request from its headers. */
export function credentialsOf({ headers, socket }: Asking): Credentials {
  return {
    authorization: headers.authorization ?? null,
    operatorId: headerText(headers['x-operator-id']),
    hasCertificate: socket instanceof TLSSocket && socket.authorized,
  };
}

type Asking = Pick<IncomingMessage, 'headers'> & Partial<Pick<IncomingMessage, 'socket'>>;

/** Reads the credentials of a WebSocket from its first message, or else from the headers that it was opened with. */
export function credentialsOfConnection(
  parameters: Readonly<Record<string, unknown>> | null | undefined,
  request: Asking,
): Credentials {
  const headers = credentialsOf(request);
  // Header editors, GraphiQL's among them, keep the case that somebody typed.
  const given = (name: string) => Object.entries(parameters ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];
  const authorization = given('authorization');
  return {
    ...headers,
    authorization: typeof authorization === 'string' ? authorization : headers.authorization,
    operatorId: parameters?.['operatorId'] ?? headers.operatorId,
  };
}

/** Node reads header bytes as Latin-1; browsers and programs send UTF-8, and what is none of that is Latin-1 indeed. */
function headerText(value: string | readonly string[] | undefined): string | null {
  if (typeof value !== 'string') return null;
  const bytes = Buffer.from(value, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : value;
}
