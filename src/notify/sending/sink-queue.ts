/**
 * Sends what waits for one sink, a few messages at a time: a sink that hangs holds up its own messages and no other's. What is sent is
 * taken first, for longer than an attempt may last; a server that dies in between leaves it to be taken again, under the same id.
 */
import type pg from 'pg';
import {
  type ClaimedDelivery,
  claimDeliveries,
  leaveAlone,
  noteFailure,
  noteSuccess,
  settleDelivery,
} from '../../db/notify/delivery-rows.ts';
import type { Message } from '../../domain/notify/message.ts';
import type { SendOutcome, SinkToSend } from '../../domain/notify/sink.ts';
import type { Logger } from '../../log.ts';
import { waitAfter } from './back-off.ts';

/** Messages of one sink that are under way at once, each of another alarm. */
const mostUnderWay = 4;
/** Twice what the slowest attempt may take. */
const claimedForMs = 40_000;
/** After so many failures the sink was down rather than a message odd. */
const manyFailures = 3;

export type SendMessage = (sink: SinkToSend, message: Message, signal: AbortSignal) => Promise<SendOutcome>;

export interface SinkQueueOptions {
  readonly pool: pg.Pool;
  readonly send: SendMessage;
  readonly signal: AbortSignal;
  readonly random: () => number;
  readonly log: Logger;
  /** Called when more may be due later. */
  readonly onSettled: () => void;
}

export class SinkQueue {
  readonly #options: SinkQueueOptions;
  readonly #underWay = new Set<Promise<void>>();
  #claiming: Promise<void> | null = null;

  constructor(options: SinkQueueOptions) {
    this.#options = options;
  }

  /** Takes what is due, as far as there is room; with the settings and secrets that the sink has now. */
  async work(sink: SinkToSend): Promise<void> {
    this.#claiming ??= this.#claim(sink).finally(() => {
      this.#claiming = null;
    });
    await this.#claiming;
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0 || this.#claiming !== null) {
      await Promise.allSettled([...this.#underWay, this.#claiming]);
    }
  }

  async #claim(sink: SinkToSend): Promise<void> {
    const { pool, signal } = this.#options;
    const room = mostUnderWay - this.#underWay.size;
    if (room <= 0 || signal.aborted) return;
    for (const delivery of await claimDeliveries(pool, sink.sinkId, room, claimedForMs)) {
      const attempt: Promise<void> = this.#attempt(sink, delivery).finally(() => {
        this.#underWay.delete(attempt);
        this.#options.onSettled();
      });
      this.#underWay.add(attempt);
    }
  }

  async #attempt(sink: SinkToSend, delivery: ClaimedDelivery): Promise<void> {
    const { send, signal, log } = this.#options;
    try {
      const message = JSON.parse(delivery.message) as Message;
      const outcome = await send(sink, message, signal);
      if (signal.aborted && outcome.kind !== 'sent') await this.#giveBack(delivery);
      else await this.#note(sink, delivery, outcome);
    } catch (error) {
      log.warn(
        { event: 'notify.not_noted', err: error, sink: sink.name },
        'what came of a message could not be noted; it is sent again under the same id',
      );
    }
  }

  /** What the stop of this server has cut off is due at once, for another one or for this one when it is back. */
  #giveBack({ deliveryId, attempts }: ClaimedDelivery): Promise<void> {
    const { pool } = this.#options;
    return settleDelivery(pool, { deliveryId, attempts, state: 'waiting', status: null, error: null, retryInMs: 0 });
  }

  async #note(sink: SinkToSend, delivery: ClaimedDelivery, outcome: SendOutcome): Promise<void> {
    const { pool, random, log } = this.#options;
    const { deliveryId, attempts, isLast } = delivery;
    const settle = (state: 'waiting' | 'sent' | 'dead', error: string | null, retryInMs: number) =>
      settleDelivery(pool, { deliveryId, attempts, state, status: outcome.status, error, retryInMs });
    if (outcome.kind === 'sent') {
      await settle('sent', null, 0);
      await noteSuccess(pool, sink.sinkId, manyFailures);
      return;
    }
    if (outcome.kind === 'refused' || isLast) {
      await settle('dead', outcome.error, 0);
      log.error(
        { event: 'notify.given_up', sink: sink.name, delivery: deliveryId, reason: outcome.error },
        'a message was given up; notifyDeliveries lists it, and resendNotifications sends it again',
      );
    }
    // That a message is refused says that the sink is there.
    if (outcome.kind === 'refused') return;
    const failures = await noteFailure(pool, sink.sinkId, outcome.error);
    const pauseMs = outcome.retryAfterMs ?? waitAfter(failures, random);
    await leaveAlone(pool, sink.sinkId, pauseMs);
    if (!isLast) await settle('waiting', outcome.error, Math.max(pauseMs, waitAfter(attempts, random)));
    if (failures > 1) return;
    log.warn(
      { event: 'notify.failed', sink: sink.name, reason: outcome.error },
      'a sink takes no messages; they wait and are sent when it does',
    );
  }
}
