/** Limits of open WebSockets: for the whole server, from the limit of open files, and for each operator. */
import { type Identity, nobodyNamed } from '../../auth/identity.ts';
import { holderOf } from '../../domain/access.ts';
import { maxSocketsPerKey, maxSocketsPerOperator, maxWebSockets } from '../../limits.ts';

/** Connections kept free for everything else: requests, pages of the console, server-sent events. */
const otherConnections = 100;
/** Files kept free for the server itself: database connections, modules, logs. An idle server has 30 files open. */
const ownFiles = 100;

export interface ConnectionLimits {
  readonly webSockets: number;
  /** WebSockets included. */
  readonly connections: number;
}

/**
 * How many clients there may be, so that the system's limit of open files is never reached: at the limit the server could not even
 * reconnect to its database. Where files are few, half of them are for WebSockets and a quarter for other connections. Null: no limit.
 */
export function connectionLimits(openFiles: number | null): ConnectionLimits {
  if (openFiles === null) return { webSockets: maxWebSockets, connections: Number.POSITIVE_INFINITY };
  const connections = Math.max(openFiles - ownFiles, Math.floor(openFiles * 0.75));
  const webSockets = Math.max(openFiles - ownFiles - otherConnections, Math.floor(openFiles / 2));
  return { webSockets: Math.min(maxWebSockets, webSockets), connections };
}

/**
 * Counts the sockets of each operator, and of each key whatever names it speaks for. Anonymous callers count for the limit of the whole
 * server only.
 */
export class OperatorSockets {
  readonly #counts = new Map<string, number>();

  /** Takes a place; answers why there is none when all places of the operator or of the key are taken, else null. */
  admit(identity: Identity): string | null {
    if (isNobody(identity)) return null;
    const holders = holdersOf(identity);
    const full = holders.find(({ name, most }) => (this.#counts.get(name) ?? 0) >= most);
    if (full !== undefined) return `One ${full.kind} may have ${full.most} connections`;
    for (const { name } of holders) this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    return null;
  }

  leave(identity: Identity): void {
    for (const { name } of holdersOf(identity)) {
      const count = this.#counts.get(name);
      if (count === undefined) continue;
      if (count === 1) this.#counts.delete(name);
      else this.#counts.set(name, count - 1);
    }
  }
}

function isNobody({ operatorId, credential }: Identity): boolean {
  return credential === null && operatorId === nobodyNamed;
}

interface Holder {
  readonly kind: 'operator' | 'key';
  readonly name: string;
  readonly most: number;
}

/** One key may speak for many operators, and two keys for operators of one name. */
function holdersOf({ operatorId, credential }: Identity): readonly Holder[] {
  const held = credential === null ? null : holderOf(credential);
  const name = JSON.stringify([held, operatorId]);
  const operator: Holder = { kind: 'operator', name, most: maxSocketsPerOperator };
  return held === null ? [operator] : [operator, { kind: 'key', name: JSON.stringify([held]), most: maxSocketsPerKey }];
}
