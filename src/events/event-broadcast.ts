import type { RecommendationEvent } from '../domain/recommendation.ts';
import { AndonError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { encodeCursor } from './cursor.ts';
import { RecentMessages } from './recent-messages.ts';
import type { Membership, Render, Sink } from './sink.ts';

const retryMs = 500;

export interface FeedEvent {
  readonly cursor: string;
  readonly event: RecommendationEvent;
}

/** Where a subscriber stands, and in which of the logs that this server has seen replace each other. */
export interface Position {
  readonly generation: number;
  readonly number: number;
  /** The same for the subscriber itself. */
  readonly cursor: string;
}

/** What a broadcast reads. */
export interface EventSource {
  readonly epoch: string;
  readonly generation: number;
  /** Number of the newest event that may be read. */
  readonly head: number;
  /** What follows a position, at once when it is in memory. CURSOR_EXPIRED when it is past its retention. */
  after(position: number): readonly RecommendationEvent[] | Promise<readonly RecommendationEvent[]>;
  /** An event has gone out to a subscriber. */
  sent(event: RecommendationEvent): void;
}

export interface BroadcastOptions<Message> {
  readonly source: EventSource;
  readonly wants: (event: RecommendationEvent) => boolean;
  readonly render: Render<FeedEvent, Message>;
  /** The last subscriber has left. */
  readonly onEmpty: () => void;
  readonly now: () => number;
  readonly log: Logger;
}

interface Member<Message> {
  readonly sink: Sink<Message>;
  /** Number of the last event it was given, or did not want. */
  position: number;
  /** Null while it can take no more. */
  lane: Lane<Message> | null;
  gone: boolean;
}

/** Members that read the log together. */
interface Lane<Message> {
  position: number;
  readonly members: Set<Member<Message>>;
  running: boolean;
}

/**
 * Events for all subscribers that want the same ones in the same form: each is read, rendered and made text once, and then sent to
 * one after the other. Who comes with an old cursor or cannot take more falls out of step: it goes on by itself from its own
 * position in the log, costs no memory but that position, and is back in step when it has reached the others.
 */
export class EventBroadcast<Message> {
  readonly #options: BroadcastOptions<Message>;
  readonly generation: number;
  readonly #together: Lane<Message>;
  readonly #messages: RecentMessages<Message>;
  /** Messages of events that are about to be committed; bound to the event itself, which nobody is given if it is not. */
  readonly #prepared = new WeakMap<RecommendationEvent, Message>();
  #asksOthers = false;
  #members = 0;

  constructor(options: BroadcastOptions<Message>) {
    this.#options = options;
    this.generation = options.source.generation;
    this.#together = { position: options.source.head, members: new Set(), running: false };
    this.#messages = new RecentMessages(options.now);
  }

  get members(): number {
    return this.#members;
  }

  join(start: Pick<Position, 'generation' | 'number'>, sink: Sink<Message>): Membership {
    const member: Member<Message> = { sink, position: start.number, lane: null, gone: false };
    this.#members += 1;
    if (start.generation === this.generation && !this.#isReplaced) this.#goOn(member);
    else this.#end(member, logReplaced());
    return { goOn: () => this.#goOn(member), leave: () => this.#remove(member) };
  }

  /** The log has new events, or was replaced. */
  wake(): void {
    void this.#run(this.#together);
  }

  /** Makes the message of an event that the feed will have next, if all goes well. Nothing that has to ask: it could not see it yet. */
  prepare(event: RecommendationEvent): void {
    if (this.#asksOthers || this.#together.members.size === 0 || this.#isReplaced) return;
    if (!this.#options.wants(event)) return;
    const message = this.#make(event);
    if (message instanceof Promise)
      message.catch(() => undefined); // of no use, so its failure is none either
    else this.#prepared.set(event, message);
  }

  get #isReplaced(): boolean {
    return this.#options.source.generation !== this.generation;
  }

  #goOn(member: Member<Message>): void {
    if (member.gone || member.lane !== null) return;
    const isInStep = member.position >= this.#together.position;
    const lane = isInStep
      ? this.#together
      : { position: member.position, members: new Set<Member<Message>>(), running: false };
    moveTo(lane, member);
    if (!isInStep) void this.#run(lane);
  }

  /** Without a pause as long as events are in memory and rendering asks nobody: a new event is on its way before this returns. */
  async #run(lane: Lane<Message>): Promise<void> {
    if (lane.running) return;
    lane.running = true;
    try {
      while (this.#hasToRead(lane)) {
        const found = this.#options.source.after(lane.position);
        const events = found instanceof Promise ? await this.#inTime(found) : found;
        for (const event of events) {
          if (lane.members.size === 0 || this.#isReplaced) break;
          if (this.#options.wants(event)) {
            const rendered = this.#render(event);
            this.#give(event, rendered instanceof Promise ? await rendered : rendered, lane);
          }
          lane.position = event.number;
        }
        // Whoever replays a long past leaves the others their turn.
        if (lane !== this.#together) await new Promise((resolve) => setImmediate(resolve));
      }
    } catch (error) {
      for (const member of [...lane.members]) this.#end(member, error);
    } finally {
      lane.running = false;
      if (this.#together.members.size === 0) this.#together.position = this.#options.source.head;
    }
  }

  #hasToRead(lane: Lane<Message>): boolean {
    if (lane.members.size === 0) return false;
    if (this.#isReplaced) throw logReplaced();
    if (lane !== this.#together && lane.position >= this.#together.position) {
      for (const member of [...lane.members]) moveTo(this.#together, member);
      return false;
    }
    return lane.position < this.#options.source.head;
  }

  /** The table may be out of reach for a while; what it holds for this reader stays there. */
  async #inTime(reading: Promise<readonly RecommendationEvent[]>): Promise<readonly RecommendationEvent[]> {
    try {
      return await reading;
    } catch (error) {
      if (error instanceof AndonError) throw error;
      this.#options.log.warn({ err: error }, 'the event log could not be read for a subscriber that is behind');
      await new Promise((resolve) => setTimeout(resolve, retryMs));
      return [];
    }
  }

  #render(event: RecommendationEvent): Message | Promise<Message> {
    const message = () => this.#takePrepared(event) ?? this.#make(event);
    return this.#members === 1 ? message() : this.#messages.get(event.number, message);
  }

  #takePrepared(event: RecommendationEvent): Message | undefined {
    const message = this.#prepared.get(event);
    this.#prepared.delete(event);
    return message;
  }

  #make(event: RecommendationEvent): Message | Promise<Message> {
    const { source, render } = this.#options;
    const message = render({ cursor: encodeCursor({ epoch: source.epoch, number: event.number }), event });
    if (message instanceof Promise) this.#asksOthers = true;
    return message;
  }

  #give(event: RecommendationEvent, message: Message, lane: Lane<Message>): void {
    // It may have been replaced while the message was made.
    if (this.#isReplaced) return;
    let given = false;
    for (const member of lane.members) {
      if (member.position >= event.number) continue;
      if (member.sink.send(message)) {
        member.position = event.number;
        given = true;
      } else moveTo(null, member);
    }
    if (given) this.#options.source.sent(event);
  }

  #end(member: Member<Message>, error: unknown): void {
    if (member.gone) return;
    this.#remove(member);
    member.sink.end(error);
  }

  #remove(member: Member<Message>): void {
    if (member.gone) return;
    member.gone = true;
    moveTo(null, member);
    this.#members -= 1;
    if (this.#members === 0) this.#options.onEmpty();
  }
}

/** A member of no lane is full, or gone. In its lane it stands where the lane does, or ahead. */
function moveTo<Message>(lane: Lane<Message> | null, member: Member<Message>): void {
  if (member.lane !== null) {
    member.position = Math.max(member.position, member.lane.position);
    member.lane.members.delete(member);
  }
  member.lane = lane;
  lane?.members.add(member);
}

function logReplaced(): AndonError {
  return new AndonError(
    'CURSOR_EXPIRED',
    'The event log was replaced; load the recommendations anew and subscribe without `after`',
  );
}
