import { MessageType } from 'graphql-ws';

interface Operation {
  /** The client has ended it; it may still be on its way to its end here. */
  completed: boolean;
  /** The message that uses its id anew, which waits until then. */
  next: string | null;
}

/**
 * The ids of one socket's operations. The protocol lets a client end an operation and use its id again in the same breath; the
 * protocol's implementation forgets an id when its operation is over, and would forget the new one with the old. So who uses an id
 * again waits until what had it before is over.
 */
export class OperationIds {
  readonly #operations = new Map<string, Operation>();

  /** How many operations the socket has, those included that are about to begin or to end. */
  get size(): number {
    return this.#operations.size;
  }

  /**
   * Hands a message over when its turn has come. False: its id is taken, and there is even somebody waiting for it.
   * @param handle resolves when what the message began is over, however it ended
   */
  pass(text: string, handle: (text: string) => Promise<void>): boolean {
    const { type, id } = headOf(text);
    const operation = this.#operations.get(id);
    if (type === MessageType.Subscribe) {
      if (operation === undefined) {
        this.#begin(id, text, handle);
        return true;
      }
      if (operation.next !== null) return false;
      if (operation.completed) {
        operation.next = text;
        return true;
      }
    } else if (type === MessageType.Complete && operation !== undefined) {
      if (operation.next !== null) {
        operation.next = null;
        return true;
      }
      operation.completed = true;
    }
    handle(text);
    return true;
  }

  #begin(id: string, text: string, handle: (text: string) => Promise<void>): void {
    const operation: Operation = { completed: false, next: null };
    this.#operations.set(id, operation);
    handle(text).then(() => {
      this.#operations.delete(id);
      if (operation.next !== null) this.#begin(id, operation.next, handle);
    });
  }
}

/** What the message is about; what is no message of the protocol is about nothing, and refused by who reads it. */
function headOf(text: string): { readonly type: unknown; readonly id: string } {
  try {
    const message: unknown = JSON.parse(text);
    if (typeof message === 'object' && message !== null && 'type' in message) {
      return { type: message.type, id: 'id' in message && typeof message.id === 'string' ? message.id : '' };
    }
  } catch {
    // Read, and refused, once more by the protocol's implementation.
  }
  return { type: undefined, id: '' };
}
