/** Sends a value to its subscribers at an interval, computed once for all of them. */
import type { Membership, Render, Sink } from '../broadcast/sink.ts';

export interface IntervalBroadcastOptions<Value, Message> {
  readonly pauseMs: number;
  readonly look: () => Promise<Value>;
  readonly render: Render<Value, Message>;
  readonly onEmpty: () => void;
}

interface Member<Message> {
  readonly sink: Sink<Message>;
  /** False until its first message and while it can take no more; messages missed meanwhile are not sent later. */
  ready: boolean;
}

/** Reads a value at an interval for all subscribers together; each new subscriber gets the value at once. */
export class IntervalBroadcast<Value, Message> {
  readonly #options: IntervalBroadcastOptions<Value, Message>;
  readonly #members = new Set<Member<Message>>();
  #timer: NodeJS.Timeout | null = null;

  constructor(options: IntervalBroadcastOptions<Value, Message>) {
    this.#options = options;
  }

  join(sink: Sink<Message>): Membership {
    const member: Member<Message> = { sink, ready: false };
    this.#members.add(member);
    void this.#tell(() => [member]);
    this.#schedule();
    return {
      goOn: () => {
        member.ready = true;
      },
      leave: () => this.#remove(member),
    };
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.#tell(() => [...this.#members].filter(({ ready }) => ready)).finally(() => {
        if (this.#members.size > 0) this.#schedule();
      });
    }, this.#options.pauseMs);
  }

  async #tell(whom: () => readonly Member<Message>[]): Promise<void> {
    try {
      const message = await this.#options.render(await this.#options.look());
      for (const member of whom()) {
        if (this.#members.has(member)) member.ready = member.sink.send(message);
      }
    } catch (error) {
      for (const member of whom()) {
        if (!this.#members.has(member)) continue;
        this.#remove(member);
        member.sink.end(error);
      }
    }
  }

  #remove(member: Member<Message>): void {
    if (!this.#members.delete(member) || this.#members.size > 0) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#options.onEmpty();
  }
}
