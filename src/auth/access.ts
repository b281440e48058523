/** The interface of access control, and its implementation without authentication. */
import type { AndonError } from '../errors.ts';
import { claimedOperator, type Identity, unrestricted } from './identity.ts';

/** The credentials of a request or a connection. */
export interface Credentials {
  /** As in the HTTP header: `Bearer …`. */
  readonly authorization: string | null;
  readonly operatorId: unknown;
  /** Whether the connection showed a certificate that the server's own authority has signed. */
  readonly hasCertificate?: boolean;
}

export type StopWatching = () => void;

/** Decides the identity of callers, and tells when it is no longer valid. */
export interface Access {
  /** False when no authentication is configured: every caller may do everything under any name. */
  readonly isGuarded: boolean;
  /** Requests and connections refused since the start, by code. */
  readonly refusals: ReadonlyMap<string, number>;
  /** Throws UNAUTHENTICATED, FORBIDDEN (the caller may not speak for that operator) or BAD_USER_INPUT. */
  identify(credentials: Credentials): Identity | Promise<Identity>;
  /** Calls back once when the credential behind the identity expired, was revoked or got other rights. */
  watch(identity: Identity, ended: (reason: AndonError) => void): StopWatching;
}

/** Without authentication, on loopback only. */
export const openAccess: Access = {
  isGuarded: false,
  refusals: new Map(),
  identify: ({ operatorId }) => unrestricted(claimedOperator(operatorId)),
  watch: () => () => undefined,
};
