import { type Identity, nobodyNamed } from '../auth/identity.ts';

/** Sockets of the whole server; each costs some 20 KB. */
export const mostSockets = 20_000;
/** Kept for everything else: the database, requests, pages of the console. */
const otherFiles = 200;
/** Sockets of one operator: a hundred screens, each with a tab too many. */
export const maxSocketsPerOperator = 200;

/** A connection too many is told so only while there is a file left to take it with; without one it is dropped, and so are requests. */
export function maxSocketsWithin(openFiles: number | null): number {
  if (openFiles === null) return mostSockets;
  return Math.min(mostSockets, Math.max(openFiles - otherFiles, Math.floor(openFiles / 2)));
}

/** Counts the sockets of each operator. Who gives no name is no one in particular, and counts for the whole server only. */
export class OperatorSockets {
  readonly #counts = new Map<string, number>();

  /** Takes a place for the operator; false when all are taken. */
  admit({ operatorId }: Identity): boolean {
    if (operatorId === nobodyNamed) return true;
    const count = this.#counts.get(operatorId) ?? 0;
    if (count >= maxSocketsPerOperator) return false;
    this.#counts.set(operatorId, count + 1);
    return true;
  }

  leave({ operatorId }: Identity): void {
    const count = this.#counts.get(operatorId);
    if (count === undefined) return;
    if (count === 1) this.#counts.delete(operatorId);
    else this.#counts.set(operatorId, count - 1);
  }
}
