/** A reading: its fields and values. */
import type { RejectionCode } from './expectation.ts';
import type { QualityCode } from './quality.ts';

/** How readings come in; src/runtime/sources.ts makes one of each. The names are stored with batches and in quarantine. */
export type ReadingSource = 'graphql' | 'sql';
/** What put a reading into quarantine: the source it came through, or the pipeline behind it. */
export type QuarantineSource = ReadingSource | 'pipeline';

export type TagValue = number | string | boolean;

/** A reading as a source hands it over: nothing is checked yet, so nothing is trusted. `index` is its place in the caller's request. */
export interface ReceivedReading {
  readonly index: number;
  readonly eventId?: unknown;
  readonly siteId?: unknown;
  readonly equipmentId?: unknown;
  readonly sensorType?: unknown;
  readonly tagPath?: unknown;
  readonly value: unknown;
  readonly units?: unknown;
  readonly quality?: unknown;
  /** RFC 3339 text, or epoch milliseconds. */
  readonly timestamp: unknown;
  readonly attributes?: unknown;
  /** Why it is no reading at all; the other fields are empty then. */
  readonly fault?: Rejection;
  /** The whole reading as it was sent, where the fields above do not hold it. */
  readonly original?: unknown;
  /** The number of unknown fields, which are among the attributes. */
  readonly unknownFields?: number;
}

/** Why a source does not take a reading. */
export interface Rejection {
  readonly code: RejectionCode;
  readonly message: string;
}

/** A checked reading whose sensor is known: what bronze stores and the pipeline works on. */
export interface BronzeReading {
  readonly sensorId: number;
  readonly shardNo: number;
  readonly eventTimeMs: number;
  /** Null when the source has no value; the quality is BAD then. */
  readonly value: TagValue | null;
  readonly units: string | null;
  readonly quality: QualityCode;
  readonly eventId: string | null;
  /** Fields that have no column of their own. */
  readonly extra: Readonly<Record<string, unknown>> | null;
  /** The sender had sent newer readings of this sensor before: this one is of the past and raises no alarm. */
  readonly isBehind: boolean;
}

/** Readings that became durable together, in the log's order. `batchNo` is gapless and in commit order. */
export interface BronzeBatch {
  readonly batchNo: number;
  readonly receivedAtMs: number;
  /** When the commit returned; equals receivedAtMs for a batch that was read back from the database. */
  readonly committedAtMs: number;
  readonly readings: readonly BronzeReading[];
}

/** A micro-batch on its way to the disk. */
export interface ComingBatch {
  readonly receivedAtMs: number;
  readonly readings: readonly BronzeReading[];
  /** Its number once it is durable with every one of these readings; null if some of them were not stored. Never rejects. */
  readonly durable: Promise<number | null>;
}

export interface RejectedReading extends Rejection {
  readonly index: number;
}

export interface IngestResult {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: readonly RejectedReading[];
}

/** The outcome of quarantine entries that were sent again; an index is an entry's place in the request. */
export interface QuarantineReplayResult {
  readonly accepted: number;
  /** Stored before, with the same value. */
  readonly duplicates: number;
  /** Accepted at an earlier attempt; left as they are. */
  readonly alreadyReplayed: number;
  readonly rejected: readonly {
    readonly index: number;
    readonly code: RejectionCode | 'NOT_IN_QUARANTINE';
    readonly message: string;
  }[];
}
