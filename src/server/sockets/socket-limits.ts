import { type Identity, nobodyNamed } from '../../auth/identity.ts';

/** WebSockets of the whole server; each holds 12 KB with a subscription of its own. */
const mostWebSockets = 20_000;
/** Kept for what is no WebSocket: requests, pages of the console, server-sent events. */
const otherConnections = 100;
/** Kept for what is no client at all: the database, modules, logs. A server at rest has 30 files open. */
const ownFiles = 100;
/** Sockets of one operator: a hundred screens, each with a tab too many. */
export const maxSocketsPerOperator = 200;

export interface ConnectionLimits {
  readonly webSockets: number;
  /** WebSockets included. */
  readonly connections: number;
}

/**
 * How many clients there may be, so that the system's limit of open files is never reached: there the server could not even come
 * back to its database. Where files are few, half of them are for WebSockets and a quarter for other connections. Null: no limit.
 */
export function connectionLimits(openFiles: number | null): ConnectionLimits {
  if (openFiles === null) return { webSockets: mostWebSockets, connections: Number.POSITIVE_INFINITY };
  const connections = Math.max(openFiles - ownFiles, Math.floor(openFiles * 0.75));
  const webSockets = Math.max(openFiles - ownFiles - otherConnections, Math.floor(openFiles / 2));
  return { webSockets: Math.min(mostWebSockets, webSockets), connections };
}

/** Counts the sockets of each operator. Who gives no name is no one in particular, and counts for the whole server only. */
export class OperatorSockets {
  readonly #counts = new Map<string, number>();

  /** Takes a place for the operator; false when all are taken. */
  admit(identity: Identity): boolean {
    if (isNobody(identity)) return true;
    const holder = holderOf(identity);
    const count = this.#counts.get(holder) ?? 0;
    if (count >= maxSocketsPerOperator) return false;
    this.#counts.set(holder, count + 1);
    return true;
  }

  leave(identity: Identity): void {
    const holder = holderOf(identity);
    const count = this.#counts.get(holder);
    if (count === undefined) return;
    if (count === 1) this.#counts.delete(holder);
    else this.#counts.set(holder, count - 1);
  }
}

function isNobody({ operatorId, credential }: Identity): boolean {
  return credential === null && operatorId === nobodyNamed;
}

/** One key may speak for many operators, and two keys for operators of one name. */
function holderOf({ operatorId, credential }: Identity): string {
  return JSON.stringify([credential?.id ?? null, operatorId]);
}
