/** Makes what tells alarms and recommendations outside: the followers of their logs, the escalations, and the sender. */
import type pg from 'pg';
import { readAlarmEvents, readAlarmExtent } from '../db/alarms/alarm-events.ts';
import { readEvents, readLogExtent } from '../db/recommendations/event-rows.ts';
import type { SinkState } from '../domain/notify/sink.ts';
import { DurableConsumer } from '../events/consumer/durable-consumer.ts';
import type { Logger } from '../log.ts';
import { Notifier, notifyConsumer, recommendationConsumer } from '../notify/notifier.ts';
import type { NotifyService } from '../notify/notify-service.ts';
import { routeAlarmEvents, routeRecommendationEvents } from '../notify/routing/router.ts';
import { sendMessage } from '../notify/send-message.ts';
import { Sender } from '../notify/sending/sender.ts';
import type { SendMessage } from '../notify/sending/sink-queue.ts';
import type { SinkFigures } from '../server/metrics/metrics.ts';

/** `trustedHosts`: those that may be reached without encryption, and on this machine. `now` in epoch ms. */
export function createSend(trustedHosts: readonly string[], now: () => number): SendMessage {
  const trusted = new Set(trustedHosts);
  return (sink, message, signal) => sendMessage(sink, message, { trusted, signal, now });
}

export interface NotifyOptions {
  readonly pool: pg.Pool;
  readonly trustedHosts: readonly string[];
  readonly now: () => number;
  readonly log: Logger;
}

export function createNotifier({ pool, trustedHosts, now, log }: NotifyOptions): Notifier {
  const sender = new Sender({ pool, send: createSend(trustedHosts, now), random: Math.random, log });
  const consumer = new DurableConsumer({
    name: notifyConsumer,
    pool,
    read: readAlarmEvents,
    readExtent: readAlarmExtent,
    take: routeAlarmEvents,
    onTaken: () => sender.wake(),
    log,
  });
  const recommendations = new DurableConsumer({
    name: recommendationConsumer,
    pool,
    read: readEvents,
    readExtent: readLogExtent,
    take: routeRecommendationEvents,
    onTaken: () => sender.wake(),
    log,
  });
  return new Notifier({ pool, consumer, recommendations, sender, log });
}

/** What metrics tell of sinks: read once for all that are scraped together, and empty while the database is away. */
export function sinkFigures({ sinks }: Pick<NotifyService, 'sinks'>) {
  let reading: Promise<readonly SinkFigures[]> | null = null;
  return (): Promise<readonly SinkFigures[]> => {
    reading ??= sinks()
      .then((listed) => listed.map(({ sink, state }) => figuresOf(sink.name, state)))
      .catch(() => [])
      .finally(() => {
        reading = null;
      });
    return reading;
  };
}

function figuresOf(name: string, { waiting, dead, failures }: SinkState): SinkFigures {
  return { name, waiting, dead, isFailing: failures > 0 };
}
