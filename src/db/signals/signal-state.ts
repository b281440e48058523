/** Reads what the signals could have announced: the statement of the reconciliation poll. */
import type { Queryable } from '../query/queryable.ts';
import { statement } from '../query/statement.ts';

/** The floor under everything else must not itself wait on a line that has gone dead. */
const readState = { ...statement('signal-state'), query_timeout: 3_000 };

/** Where everything that a signal could have announced stands now. */
export interface SignalState {
  readonly eventNumber: number;
  readonly eventToken: string;
  /** Number and token of the newest event of an alarm. */
  readonly alarmNumber: number;
  readonly alarmToken: string;
  readonly epoch: string;
  readonly sqlInboxWaiting: boolean;
  readonly bronzeBatchNo: number;
  /** Tells the newest batch from another of its number in a database of another time; null when there is none. */
  readonly bronzeMark: string | null;
  /** The mark that the asked batch has now; null when it is not there. */
  readonly knownBronzeMark: string | null;
  /** Number of the newest restatement of windows by a rebuild. */
  readonly restatementNumber: number;
  /** Changes with every change of equipment and sensors. */
  readonly masterDataVersion: number;
  /** Number of the newest removal of sensors. */
  readonly sensorRemovalId: number;
  /** Grows with everything that is learnt from decisions. */
  readonly learningVersion: number;
  /** A decision has not been learnt from yet. */
  readonly feedbackWaiting: boolean;
  /** Changes with every change of the keys. */
  readonly apiKeyVersion: number;
  /** Whether entries of the audit wait for their place in its chain. */
  readonly auditUnchained: boolean;
  /** From now to when the next deferred recommendation is due, at most a day; not above 0 when one is. */
  readonly nextDeferralMs: number;
  /** The same for what time does to alarms. */
  readonly nextAlarmMs: number;
  /** Whether somebody is to hear of alarms outside: by a route, or since they know of one that is not over. */
  readonly hasNotifyRoutes: boolean;
  /** The same of recommendations. */
  readonly hasRecommendationRoutes: boolean;
  /** The same for what is to be told outside. */
  readonly nextNotifyMs: number;
  /** Channels that the connection which was asked listens to. */
  readonly listeningTo: readonly string[];
  /** How full the cluster's queue of notifications is, 0…1. */
  readonly queueUsage: number;
  /** Whether the canary was sent. */
  readonly canarySent: boolean;
}

/** `canary` is a channel to notify, `knownBatchNo` a batch of bronze that was seen before. */
export async function readSignalState(
  db: Queryable,
  {
    canary = null,
    knownBatchNo = null,
  }: { readonly canary?: string | null; readonly knownBatchNo?: number | null } = {},
): Promise<SignalState> {
  const { rows } = await db.query<{
    event_number: number;
    event_token: string;
    alarm_number: number;
    alarm_token: string;
    epoch: string;
    sql_inbox_waiting: boolean;
    bronze_batch_no: number;
    bronze_mark: string | null;
    known_bronze_mark: string | null;
    restatement_number: number;
    sensor_removal_id: number;
    learning_version: number;
    feedback_waiting: boolean;
    api_key_version: number;
    master_data_version: number;
    audit_unchained: boolean;
    next_deferral_ms: number;
    next_alarm_ms: number;
    has_notify_routes: boolean;
    has_recommendation_routes: boolean;
    next_notify_ms: number;
    listening_to: string[];
    queue_usage: number;
    canary_sent: boolean | null;
  }>({ ...readState, values: [canary, knownBatchNo] });
  const row = rows[0];
  if (row === undefined) throw new Error('the state of the signals is one row by construction');
  return {
    eventNumber: row.event_number,
    eventToken: row.event_token,
    alarmNumber: row.alarm_number,
    alarmToken: row.alarm_token,
    epoch: row.epoch,
    sqlInboxWaiting: row.sql_inbox_waiting,
    bronzeBatchNo: row.bronze_batch_no,
    bronzeMark: row.bronze_mark,
    knownBronzeMark: row.known_bronze_mark,
    restatementNumber: row.restatement_number,
    sensorRemovalId: row.sensor_removal_id,
    learningVersion: row.learning_version,
    feedbackWaiting: row.feedback_waiting,
    apiKeyVersion: row.api_key_version,
    masterDataVersion: row.master_data_version,
    auditUnchained: row.audit_unchained,
    nextDeferralMs: row.next_deferral_ms,
    nextAlarmMs: row.next_alarm_ms,
    hasNotifyRoutes: row.has_notify_routes,
    hasRecommendationRoutes: row.has_recommendation_routes,
    nextNotifyMs: row.next_notify_ms,
    listeningTo: row.listening_to,
    queueUsage: row.queue_usage,
    canarySent: row.canary_sent !== null,
  };
}
