import type { AndonError } from '../errors.ts';
import { claimedOperator, type Identity, unrestricted } from './identity.ts';

/** What a request or a connection says of who sends it. */
export interface Credentials {
  /** As in the HTTP header: `Bearer …`. */
  readonly authorization: string | null;
  readonly operatorId: unknown;
}

export type StopWatching = () => void;

/** Decides who somebody is, and tells when that is over. */
export interface Access {
  /** False: everybody may do everything, and is whom they say. */
  readonly isGuarded: boolean;
  /** How many were not let in since the start, by code. */
  readonly refusals: ReadonlyMap<string, number>;
  /** Throws UNAUTHENTICATED, FORBIDDEN (the caller may not speak for that operator) or BAD_USER_INPUT. */
  identify(credentials: Credentials): Identity | Promise<Identity>;
  /** Calls once when what the identity rests on is over: expired, revoked, or given other rights. */
  watch(identity: Identity, ended: (reason: AndonError) => void): StopWatching;
}

/** Without authentication, on loopback only. */
export const openAccess: Access = {
  isGuarded: false,
  refusals: new Map(),
  identify: ({ operatorId }) => unrestricted(claimedOperator(operatorId)),
  watch: () => () => undefined,
};
