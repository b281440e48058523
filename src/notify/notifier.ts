/** Tells alarms and recommendations outside of the building: takes them from the log, takes steps of escalations, and sends what is due. */
import type pg from 'pg';
import type { Logger } from '../log.ts';
import { RunAgainLoop } from '../timing/run-again.ts';
import { takeDueSteps } from './routing/escalation.ts';
import type { Sender } from './sending/sender.ts';

/** The follower of the log of alarms that routes them; its row in andon.feed_consumer. */
export const notifyConsumer = 'notify';
/** The follower of the log of recommendations. */
export const recommendationConsumer = 'notify_recommendations';

/** What the poll has read of it. */
export interface NotifyState {
  /** Whether somebody is to hear of alarms, and of recommendations: by a route, or since they know of one that is not over. */
  readonly hasNotifyRoutes: boolean;
  readonly hasRecommendationRoutes: boolean;
  /** From now to when something is due, in ms; not above 0 when something is. */
  readonly nextNotifyMs: number;
  /** Of the newest event of an alarm. */
  readonly alarmNumber: number;
  /** Of the newest event of a recommendation. */
  readonly eventNumber: number;
}

interface Follower {
  wake(): void;
  close(): Promise<void>;
}

export interface NotifierOptions {
  readonly pool: pg.Pool;
  readonly consumer: Follower;
  readonly recommendations: Follower;
  readonly sender: Pick<Sender, 'wake' | 'close'>;
  readonly log: Logger;
}

export class Notifier {
  readonly #options: NotifierOptions;
  readonly #steps = new RunAgainLoop(() => this.#takeSteps());
  #hasRoutes = false;
  #hasRecommendationRoutes = false;
  #isClosed = false;

  constructor(options: NotifierOptions) {
    this.#options = options;
  }

  /** Alarms have changed. Where nobody is to hear of them this costs nothing. */
  wake(): void {
    if (this.#hasRoutes) this.#options.consumer.wake();
  }

  /** The same of recommendations. */
  wakeForRecommendations(): void {
    if (this.#hasRecommendationRoutes) this.#options.recommendations.wake();
  }

  notice(state: NotifyState, before: NotifyState | null): void {
    const { hasNotifyRoutes, hasRecommendationRoutes, nextNotifyMs, alarmNumber, eventNumber } = state;
    const isNew = hasNotifyRoutes && !this.#hasRoutes;
    const areNew = hasRecommendationRoutes && !this.#hasRecommendationRoutes;
    this.#hasRoutes = hasNotifyRoutes;
    this.#hasRecommendationRoutes = hasRecommendationRoutes;
    if (isNew || alarmNumber !== before?.alarmNumber) this.wake();
    if (areNew || eventNumber !== before?.eventNumber) this.wakeForRecommendations();
    if (nextNotifyMs > 0 || this.#isClosed) return;
    this.#steps.request();
    this.#options.sender.wake();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const { consumer, recommendations, sender } = this.#options;
    await Promise.all([consumer.close(), recommendations.close(), this.#steps.settled(), sender.close()]);
  }

  async #takeSteps(): Promise<void> {
    const { pool, sender, log } = this.#options;
    try {
      if (await takeDueSteps(pool, notifyConsumer)) this.#steps.request();
      sender.wake();
    } catch (error) {
      log.warn(
        { event: 'notify.escalation_failed', err: error },
        'steps of escalations that are due could not be taken; the next poll tries again',
      );
    }
  }
}
