/** Every signal of the server, one entry each: its channel, what the poll reads for it, whom it wakes. */
import type { SignalState } from '../db/signals/signal-state.ts';
import type { AlarmFeed } from '../events/feed/alarm-feed.ts';
import type { EventFeed } from '../events/feed/event-feed.ts';
import type { LiveValues } from '../events/live/live-values.ts';
import type { Notifier } from '../notify/notifier.ts';

/** A deferral that is due so soon is waited for awake. */
const soonMs = 60_000;

/** What the reconciliation poll reads of the database; the rest of a SignalState is about the connection that was asked. */
export type PolledState = Omit<SignalState, 'knownBronzeMark' | 'listeningTo' | 'queueUsage' | 'canarySent'>;

/**
 * Something that servers are told of, whoever caused it: another server, another program, or time itself. From these entries follow
 * what is listened to, what a reconciliation poll does with what it has read, when idle mode ends, and what happens when the listener
 * has connected: each entry is woken then, since a NOTIFY that was sent before was not received. See reconciliation-poll.ts.
 */
export interface Signal {
  /** NOTIFY on this channel wakes it; null where nothing but time causes it. */
  readonly channel: string | null;
  /** What the poll reads for it: once one of these has changed, something has happened. */
  readonly polled: readonly (keyof PolledState)[];
  /** What this server's pipeline commits is told without it: then it is only there in case that this fails. */
  readonly isToldOfOwn?: boolean;
  /** Something waits to be done although nothing changes. */
  isPending?(state: PolledState): boolean;
  /** A NOTIFY came, or may have been missed. */
  wake(): void;
  /** The poll found this; it is compared with what is known here, or with what the poll before found. */
  notice(state: PolledState, before: PolledState | null): void;
}

/** Those whom signals wake. */
export interface SignalReceivers {
  readonly feed: Pick<EventFeed, 'wake' | 'notice'>;
  readonly alarmFeed: Pick<AlarmFeed, 'wake' | 'notice'>;
  readonly alarmTimes: { runDue(): void };
  readonly notifier: Pick<Notifier, 'wake' | 'wakeForRecommendations' | 'notice'>;
  readonly sources: { wakeSqlSource(): void; masterDataChanged(): void; sensorsRemoved(): void };
  readonly processing: {
    notice(headBatchNo: number): void;
    readonly hasWork: boolean;
    /** Of the connection that the pipeline commits on. */
    readonly processId: number | null;
  };
  readonly live: {
    readonly follower: Pick<LiveValues['follower'], 'wake'>;
    readonly restatements: Pick<LiveValues['restatements'], 'wake' | 'notice'>;
    readonly service: Pick<LiveValues['service'], 'wake' | 'notice'>;
    sensorsRemoved(): void;
  };
  readonly keys: { wake(): void; notice(version: number): void };
  readonly audit: { wake(): void };
  readonly deferrals: { releaseDue(): void };
  readonly learner: {
    wake(): void;
    notice(state: { readonly version: number; readonly isWaiting: boolean }): void;
  };
  readonly poll: { runNow(): void };
}

/** Every signal of the server. Add one here, its columns to sql/statements/signal-state.sql, and a trigger that calls andon.ring. */
export function createSignals(receivers: SignalReceivers): readonly Signal[] {
  const { feed, alarmFeed, alarmTimes, notifier, sources, processing, live, keys, audit, deferrals, learner, poll } =
    receivers;
  return [
    {
      channel: 'andon_event',
      isToldOfOwn: true,
      polled: ['epoch', 'eventNumber', 'eventToken'],
      wake: () => {
        feed.wake();
        notifier.wakeForRecommendations();
      },
      notice: ({ epoch, eventNumber, eventToken }) => feed.notice({ epoch, number: eventNumber, token: eventToken }),
    },
    {
      channel: 'andon_alarm',
      isToldOfOwn: true,
      polled: ['epoch', 'alarmNumber', 'alarmToken'],
      wake: () => {
        alarmFeed.wake();
        notifier.wake();
      },
      notice: ({ epoch, alarmNumber, alarmToken }) =>
        alarmFeed.notice({ epoch, number: alarmNumber, token: alarmToken }),
    },
    {
      channel: 'andon_sql_inbox',
      polled: ['sqlInboxWaiting'],
      isPending: ({ sqlInboxWaiting }) => sqlInboxWaiting,
      wake: () => sources.wakeSqlSource(),
      notice: ({ sqlInboxWaiting }) => {
        if (sqlInboxWaiting) sources.wakeSqlSource();
      },
    },
    {
      // It says that another server has stored readings, not how many: the poll reads how far the log has come.
      channel: 'andon_bronze',
      polled: ['bronzeBatchNo', 'bronzeMark'],
      isPending: () => processing.hasWork,
      wake: () => poll.runNow(),
      notice: ({ bronzeBatchNo }) => processing.notice(bronzeBatchNo),
    },
    {
      // What other servers have committed is read from their checkpoints, and only while somebody watches live values.
      channel: 'andon_gold',
      polled: [],
      wake: () => live.follower.wake(),
      notice: () => live.follower.wake(),
    },
    {
      channel: 'andon_restatement',
      polled: ['restatementNumber'],
      wake: () => live.restatements.wake(),
      notice: ({ restatementNumber }) => live.restatements.notice(restatementNumber),
    },
    {
      channel: 'andon_equipment',
      polled: ['masterDataVersion'],
      wake: () => {
        live.service.wake();
        sources.masterDataChanged();
      },
      notice: ({ masterDataVersion }, before) => {
        live.service.notice(masterDataVersion);
        if (masterDataVersion === before?.masterDataVersion) return;
        sources.masterDataChanged();
      },
    },
    {
      channel: 'andon_sensor_removal',
      polled: ['sensorRemovalId'],
      wake: () => {
        sources.sensorsRemoved();
        live.sensorsRemoved();
      },
      notice: ({ sensorRemovalId }, before) => {
        if (before === null || sensorRemovalId === before.sensorRemovalId) return;
        sources.sensorsRemoved();
        live.sensorsRemoved();
      },
    },
    {
      channel: 'andon_api_key',
      polled: ['apiKeyVersion'],
      wake: () => keys.wake(),
      notice: ({ apiKeyVersion }) => keys.notice(apiKeyVersion),
    },
    {
      // It has no channel: the transactions of an alert are not to send one more signal, and a second is soon enough.
      channel: null,
      polled: ['auditUnchained'],
      wake: () => undefined,
      notice: ({ auditUnchained }) => {
        if (auditUnchained) audit.wake();
      },
    },
    {
      channel: 'andon_learning',
      polled: ['learningVersion', 'feedbackWaiting'],
      isPending: ({ feedbackWaiting }) => feedbackWaiting,
      wake: () => learner.wake(),
      notice: ({ learningVersion, feedbackWaiting }) =>
        learner.notice({ version: learningVersion, isWaiting: feedbackWaiting }),
    },
    {
      // A deferred recommendation is due. `nextDeferralMs` shrinks all the time, so that its change says nothing.
      channel: null,
      polled: [],
      isPending: ({ nextDeferralMs }) => nextDeferralMs < soonMs,
      wake: () => undefined,
      notice: ({ nextDeferralMs }) => {
        if (nextDeferralMs <= 0) deferrals.releaseDue();
      },
    },
    {
      // A shelf is over, or an alarm is to be told again.
      channel: null,
      polled: [],
      isPending: ({ nextAlarmMs }) => nextAlarmMs < soonMs,
      wake: () => undefined,
      notice: ({ nextAlarmMs }) => {
        if (nextAlarmMs <= 0) alarmTimes.runDue();
      },
    },
    {
      // A message outside, or a step of an escalation, is due; or there is a first route, which nothing was told for so far.
      channel: null,
      polled: ['hasNotifyRoutes', 'hasRecommendationRoutes'],
      isPending: ({ nextNotifyMs }) => nextNotifyMs < soonMs,
      wake: () => undefined,
      notice: (state, before) => notifier.notice(state, before),
    },
  ];
}

/** Whether anything has happened between two polls, or is going to happen soon. */
export function isMoving(signals: readonly Signal[], state: PolledState, before: PolledState | null): boolean {
  if (before === null) return true;
  return signals.some(
    ({ polled, isPending }) => polled.some((key) => state[key] !== before[key]) || isPending?.(state) === true,
  );
}
