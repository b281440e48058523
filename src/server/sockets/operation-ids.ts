/** Keeps the order of operations on one WebSocket that use the same id one after the other. */
import { MessageType } from 'graphql-ws';

interface Operation {
  /** The client has ended the operation; the server may not have finished it yet. */
  completed: boolean;
  /** A message that uses the same id again and waits until the operation is over. */
  next: string | null;
}

/**
 * The ids of one socket's operations. The protocol lets a client end an operation and use its id again in the same breath; the
 * protocol's implementation forgets an id when its operation is over, and would forget the new one with the old. So a message
 * that uses an id again waits until the operation before it is over.
 */
export class OperationIds {
  readonly #operations = new Map<string, Operation>();

  /** The number of operations on the socket, including those that are about to begin or to end. */
  get size(): number {
    return this.#operations.size;
  }

  /**
   * Hands a message over when its turn has come. Returns false when its id is in use and another message waits for it already.
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

/** The type and id of a message. Text that is no message of the protocol has neither; the protocol’s implementation refuses it. */
function headOf(text: string): { readonly type: unknown; readonly id: string } {
  try {
    const message: unknown = JSON.parse(text);
    if (typeof message === 'object' && message !== null && 'type' in message) {
      return { type: message.type, id: 'id' in message && typeof message.id === 'string' ? message.id : '' };
    }
  } catch {
    // The protocol's implementation reads it once more and refuses it.
  }
  return { type: undefined, id: '' };
}
