/**
 * Delivers the events of one selection to all subscribers that share it, each at its own position in the log.
 *
 * It repeats its reading by itself rather than by `src/timing/run-again.ts`: that awaits each run, so an event that comes while the one
 * before it is being noted as done would wait for a microtask. Here what is left to do is known from the log's head, without a flag that
 * could be lost, and an event that is in memory has been sent to everybody when `wake` returns.
 */
import type { EventPlace } from '../../db/recommendations/event-rows.ts';
import type { LoggedEvent } from '../../domain/logged-event.ts';
import type { RecommendationEvent } from '../../domain/recommendations/recommendation.ts';
import { AndonError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import { Backoff } from '../../timing/backoff.ts';
import { RecentMessages } from '../broadcast/recent-messages.ts';
import type { Membership, Render, Sink } from '../broadcast/sink.ts';
import { encodeCursor, type OtherStream } from './cursor.ts';
import { logReplaced } from './position.ts';

const retry = { firstMs: 500, lastMs: 5_000 };

export interface FeedEvent<Event extends LoggedEvent = RecommendationEvent> {
  readonly epoch: string;
  readonly cursor: string;
  readonly event: Event;
}

/** The position of a subscriber, and the generation of the log it belongs to (counted up each time the log is replaced). */
export interface Position extends EventPlace {
  readonly generation: number;
  /** The position that the subscriber itself has reached. */
  readonly cursor: string;
}

/** The log that a broadcast reads. */
export interface EventSource<Event extends LoggedEvent = RecommendationEvent> {
  /** Absent for that of recommendations. */
  readonly stream?: OtherStream | undefined;
  readonly epoch: string;
  readonly generation: number;
  /** The newest event that may be read. */
  readonly head: EventPlace;
  /**
   * The events after a place, without waiting when they are in memory. Rejects with CURSOR_EXPIRED when they are past retention or
   * the log is another one.
   */
  after(place: EventPlace): readonly Event[] | Promise<readonly Event[]>;
  /** An event has gone out to a subscriber. */
  sent(event: Event): void;
}

export interface BroadcastOptions<Message, Event extends LoggedEvent = RecommendationEvent> {
  readonly source: EventSource<Event>;
  readonly wants: (event: Event) => boolean;
  readonly render: Render<FeedEvent<Event>, Message>;
  /** The last subscriber has left. */
  readonly onEmpty: () => void;
  readonly elapsedMs: () => number;
  readonly log: Logger;
}

interface Member<Message> {
  readonly sink: Sink<Message>;
  /** The last event it was given, or did not want. */
  number: number;
  token: string;
  /** Null while it can take no more. */
  cohort: Cohort<Message> | null;
  gone: boolean;
}

/** Members that read the log together. */
interface Cohort<Message> {
  number: number;
  token: string;
  readonly members: Set<Member<Message>>;
  running: boolean;
}

/**
 * Events for all subscribers that want the same ones in the same form: each is read, rendered and made text once, and then sent to
 * one after the other. A subscriber with an old cursor, or one that cannot take more, reads from its own position in the
 * log by itself, needs no memory but that position, and joins the others again when it has reached them.
 */
export class EventBroadcast<Message, Event extends LoggedEvent = RecommendationEvent> {
  readonly #options: BroadcastOptions<Message, Event>;
  readonly generation: number;
  readonly #together: Cohort<Message>;
  readonly #messages: RecentMessages<Message>;
  /** Messages of events whose commit is under way, by the event object, which is never delivered if the commit fails. */
  readonly #prepared = new WeakMap<Event, Message>();
  readonly #backoff = new Backoff(retry);
  #asksOthers = false;
  #members = 0;

  constructor(options: BroadcastOptions<Message, Event>) {
    this.#options = options;
    this.generation = options.source.generation;
    const { number, token } = options.source.head;
    this.#together = { number, token, members: new Set(), running: false };
    this.#messages = new RecentMessages(options.elapsedMs);
  }

  get members(): number {
    return this.#members;
  }

  join({ generation, number, token }: Omit<Position, 'cursor'>, sink: Sink<Message>): Membership {
    const member: Member<Message> = { sink, number, token, cohort: null, gone: false };
    this.#members += 1;
    if (generation === this.generation) this.#goOn(member);
    else this.#end(member, logReplaced());
    return { goOn: () => this.#goOn(member), leave: () => this.#remove(member) };
  }

  /** The log has new events, or was replaced. */
  wake(): void {
    void this.#run(this.#together);
  }

  /**
   * Renders the message of an event that is being committed. Renderings that query the database are left out: they could not see it
   * yet.
   */
  prepare(event: Event): void {
    if (this.#asksOthers || this.#together.members.size === 0 || this.#isReplaced) return;
    if (!this.#options.wants(event)) return;
    const message = this.#make(event);
    if (message instanceof Promise)
      message.catch(() => undefined); // a message that is not used may fail
    else this.#prepared.set(event, message);
  }

  get #isReplaced(): boolean {
    return this.#options.source.generation !== this.generation;
  }

  #goOn(member: Member<Message>): void {
    if (member.gone || member.cohort !== null) return;
    if (this.#isReplaced) {
      this.#end(member, logReplaced());
      return;
    }
    const { number, token } = member;
    const isInStep = number >= this.#together.number;
    const cohort = isInStep ? this.#together : { number, token, members: new Set<Member<Message>>(), running: false };
    moveTo(cohort, member);
    if (!isInStep) void this.#run(cohort);
  }

  /**
   * Runs synchronously as long as events are in memory and rendering needs no query, so that a new event is sent before this
   * returns.
   */
  async #run(cohort: Cohort<Message>): Promise<void> {
    if (cohort.running) return;
    cohort.running = true;
    try {
      while (this.#hasToRead(cohort)) {
        const found = this.#options.source.after(cohort);
        const events = found instanceof Promise ? await this.#inTime(found) : found;
        for (const event of events) {
          if (cohort.members.size === 0 || this.#isReplaced) break;
          if (this.#options.wants(event)) {
            const rendered = this.#render(event);
            this.#give(event, rendered instanceof Promise ? await rendered : rendered, cohort);
          }
          cohort.number = event.number;
          cohort.token = event.token;
        }
        // Yield to other subscribers during a long replay.
        if (cohort !== this.#together) await new Promise((resolve) => setImmediate(resolve));
      }
    } catch (error) {
      for (const member of [...cohort.members]) this.#end(member, error);
    } finally {
      cohort.running = false;
      if (this.#together.members.size === 0) {
        const { number, token } = this.#options.source.head;
        this.#together.number = number;
        this.#together.token = token;
      }
    }
  }

  #hasToRead(cohort: Cohort<Message>): boolean {
    if (cohort.members.size === 0) return false;
    if (this.#isReplaced) throw logReplaced();
    if (cohort !== this.#together && cohort.number >= this.#together.number) {
      for (const member of [...cohort.members]) moveTo(this.#together, member);
      return false;
    }
    return cohort.number < this.#options.source.head.number;
  }

  /** The table may be unavailable for a while; its events for this subscriber stay there. */
  async #inTime(reading: Promise<readonly Event[]>): Promise<readonly Event[]> {
    try {
      const events = await reading;
      this.#backoff.reset();
      return events;
    } catch (error) {
      if (error instanceof AndonError) throw error;
      this.#options.log.warn(
        { event: 'feed.subscriber_read_failed', err: error },
        'the event log could not be read for a subscriber that is behind',
      );
      await new Promise((resolve) => setTimeout(resolve, this.#backoff.next()));
      return [];
    }
  }

  #render(event: Event): Message | Promise<Message> {
    const message = () => this.#takePrepared(event) ?? this.#make(event);
    return this.#members === 1 ? message() : this.#messages.get(event.number, message);
  }

  #takePrepared(event: Event): Message | undefined {
    const message = this.#prepared.get(event);
    this.#prepared.delete(event);
    return message;
  }

  #make(event: Event): Message | Promise<Message> {
    const { source, render } = this.#options;
    const { epoch } = source;
    const message = render({ epoch, cursor: encodeCursor(epoch, event, source.stream), event });
    if (message instanceof Promise) this.#asksOthers = true;
    return message;
  }

  #give(event: Event, message: Message, cohort: Cohort<Message>): void {
    // The log may have been replaced while the message was rendered.
    if (this.#isReplaced) return;
    let given = false;
    for (const member of cohort.members) {
      if (member.number >= event.number) continue;
      if (member.sink.send(message)) {
        member.number = event.number;
        member.token = event.token;
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

/** A member of no cohort is full, or gone. In its cohort it stands where the cohort does, or ahead. */
function moveTo<Message>(cohort: Cohort<Message> | null, member: Member<Message>): void {
  if (member.cohort !== null) {
    if (member.cohort.number > member.number) {
      member.number = member.cohort.number;
      member.token = member.cohort.token;
    }
    member.cohort.members.delete(member);
  }
  member.cohort = cohort;
  cohort?.members.add(member);
}
