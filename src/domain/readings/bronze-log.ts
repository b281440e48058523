import type { BronzeReading, ReadingSource } from './reading.ts';
import type { Measured } from './same-reading.ts';

/**
 * Bronze: the log of all readings as they came in. Sources append to it, and the pipeline, a rebuild, the replay of quarantine and
 * servers that follow others read it; none of them knows where it lies. Today it is a table (src/db/bronze/postgres-log.ts); a
 * distributed log would be another implementation. The contract:
 *
 * - **Durable.** A batch is on disk when the transaction that appended it has committed, or when `append` resolves outside of one.
 * - **Batch numbers** begin at 1, have no gap and grow in the order of commits, also with several servers. Whoever has every number
 *   from a position on has missed nothing, and a position is the number of the last batch taken.
 * - **Order.** Readings of a batch come back in the order in which they were appended, and batches in the order of their numbers.
 * - **Shards.** Each reading names its shard (`shardOf` of its equipment, 0 to 15), and a reader asks for the shards it works on.
 * - **One reading a key.** The key is sensor and event time. The first reading appended under a key stays; `append` names the others,
 *   and `find` tells what is stored under their keys, so that the caller can tell a duplicate from a contradiction.
 * - **Retention.** Readings go by the day of their event time, whole days at once; the log's table of contents goes after them, but never
 *   before every shard has been taken through the pipeline.
 *
 * `Session` is a connection to the database, on which the caller may have opened a transaction. A log outside of the database cannot take
 * part in that: it then has to take a repeated batch for the same one (`append`), which is what the rule of one reading a key gives.
 */
export interface BronzeLog<Session>
  extends BronzeWriter<Session>,
    BronzeReader<Session>,
    BronzeHistory<Session>,
    BronzeRetention<Session> {}

/** What sources of readings need. */
export interface BronzeWriter<Session> {
  /** Makes room for readings of these event times (epoch ms). It is awaited before `append`, which begins without a wait. */
  prepare(eventTimesMs: Iterable<number>): Promise<void>;
  /** Appends one batch in one statement. It takes the lock on the log's head last: appends of others wait from there to commit only. */
  append(session: Session, batch: NewBatch): Promise<AppendResult>;
  /** What is stored under the given keys, by their ordinals. A key whose day has been dropped is not there any more. */
  find(session: Session, keys: readonly FindKey[]): Promise<Map<number, Recorded>>;
  /**
   * Takes readings out that the pipeline never took into silver, so that mended forms of them can have their keys. Returns those that
   * were removed.
   */
  withdraw(session: Session, keys: readonly ReadingKey[]): Promise<WithdrawnReading[]>;
  /** Those of the given sensors that measure: they have a unit, or their stored readings are numbers. */
  sensorsWithNumbers(session: Session, sensorIds: readonly number[]): Promise<number[]>;
}

/** What a consumer of the log needs, which goes on from its own position. */
export interface BronzeReader<Session> {
  /** Number of the newest batch; 0 for an empty log. */
  head(session: Session): Promise<number>;
  /** The next batches after a position; null when there is none yet. */
  readAfter(session: Session, range: LogPosition): Promise<LogPart | null>;
}

/** What computing history anew needs: readings by sensor and time, instead of by batch. */
export interface BronzeHistory<Session> {
  /** Starts of the days that the log holds readings of, epoch ms, oldest first. */
  days(session: Session): Promise<number[]>;
  /** Readings by shard and minute, in this order; null counts the readings of all sensors. */
  countByMinute(
    session: Session,
    span: TimeSpan & { readonly sensorIds: readonly number[] | null },
  ): Promise<MinuteCount[]>;
  /** Readings of each sensor that has any in the span. */
  countBySensor(session: Session, span: ReadingSpan): Promise<SensorCount[]>;
  /** The readings of some sensors and some time, in the log's order. */
  readSpan(session: Session, span: ReadingSpan): Promise<StoredReading[]>;
}

/** What retention needs. Each step is a short transaction of its own. */
export interface BronzeRetention<Session> {
  /** Names of the parts whose readings are all from before the given time, oldest first. */
  partsBefore(session: Session, before: Date): Promise<string[]>;
  /** Drops a part; it fails rather than make writers wait behind a long-running reader. */
  dropPart(session: Session, part: string): Promise<void>;
  /** Shortens the log's table of contents; true when there is more to do. */
  trimBefore(session: Session, before: Date): Promise<boolean>;
}

export interface NewBatch {
  readonly source: ReadingSource;
  readonly receivedAtMs: number;
  readonly readings: readonly BronzeReading[];
  /** What the result calls each reading by. */
  readonly ordinals: readonly number[];
}

export interface AppendResult {
  /** The batch's place in the log; null when every reading was there already. */
  readonly batchNo: number | null;
  /** Ordinals of the readings whose key was there already, in this batch or before. */
  readonly notStored: readonly number[];
}

export interface ReadingKey {
  readonly sensorId: number;
  readonly eventTimeMs: number;
}

export interface FindKey extends ReadingKey {
  readonly ordinal: number;
}

/** A stored reading as far as another one under its key has to be the same. */
export interface Recorded extends Measured {
  /** Of the sensor by its definition, or that of its type. */
  readonly sensorUnit: string | null;
}

export interface WithdrawnReading extends ReadingKey {
  readonly eventId: string | null;
}

/** Where a reader stands, and what it wants next. */
export interface LogPosition {
  /** The last batch taken. */
  readonly after: number;
  /** The last batch wanted. */
  readonly upTo: number;
  readonly shards: readonly number[];
  /** How many readings of all shards come at once, unless the next batch alone has more. */
  readonly maxReadings: number;
}

export interface LogPart {
  /** The last batch of this part: the reader's next position. */
  readonly upToBatchNo: number;
  /** Those of the asked shards. */
  readonly readings: readonly StoredReading[];
}

export interface StoredReading {
  readonly batchNo: number;
  readonly receivedAtMs: number;
  readonly reading: BronzeReading;
}

/** Some time, epoch ms; `toMs` is exclusive. */
export interface TimeSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Some sensors over some time. */
export interface ReadingSpan extends TimeSpan {
  readonly sensorIds: readonly number[];
}

export interface MinuteCount {
  readonly shardNo: number;
  readonly minuteMs: number;
  readonly readings: number;
}

export interface SensorCount {
  readonly sensorId: number;
  readonly readings: number;
}
