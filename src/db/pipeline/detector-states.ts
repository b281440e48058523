/** What detectors of windows remember, as it is stored for each of their subjects. */
import { numberArray, textArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';

/** Names one memory: a detector, and what it judges (a sensor's id, or site and equipment as a JSON array). */
export interface StateKey {
  readonly detector: string;
  readonly subject: string;
}

export interface StoredState extends StateKey {
  readonly shardNo: number;
  readonly version: number;
  /** Windows up to this batch are in it. */
  readonly batchNo: number;
  readonly state: Buffer;
}

/** Those of the given memories that are stored. */
export async function readDetectorStates(db: Queryable, keys: readonly StateKey[]): Promise<StoredState[]> {
  const { rows } = await db.query<{
    detector: string;
    subject: string;
    shard_no: number;
    version: number;
    batch_no: number;
    state: Buffer;
  }>({
    name: 'detector-states',
    text: `SELECT detector, subject, shard_no, version, batch_no, state
      FROM unnest($1::text[], $2::text[]) AS wanted (detector, subject) JOIN andon.detector_state USING (detector, subject)`,
    values: [textArray(keys.map(({ detector }) => detector)), textArray(keys.map(({ subject }) => subject))],
  });
  return rows.map(({ detector, subject, shard_no, version, batch_no, state }) => ({
    detector,
    subject,
    shardNo: shard_no,
    version,
    batchNo: batch_no,
    state,
  }));
}

/** What is stored of these memories is out of date: their detectors do not run there any more. */
export async function deleteDetectorStates(db: Queryable, keys: readonly StateKey[]): Promise<void> {
  await db.query({
    name: 'detector-states-delete',
    text: `DELETE FROM andon.detector_state USING unnest($1::text[], $2::text[]) AS dropped (detector, subject)
      WHERE detector_state.detector = dropped.detector AND detector_state.subject = dropped.subject`,
    values: [textArray(keys.map(({ detector }) => detector)), textArray(keys.map(({ subject }) => subject))],
  });
}

/** Each key at most once, sorted. */
export async function storeDetectorStates(db: Queryable, states: readonly StoredState[]): Promise<void> {
  await db.query({
    name: 'detector-states-store',
    text: `INSERT INTO andon.detector_state AS known (detector, subject, shard_no, version, batch_no, state)
      SELECT * FROM unnest($1::text[], $2::text[], $3::smallint[], $4::smallint[], $5::bigint[], $6::bytea[])
      ON CONFLICT (detector, subject) DO UPDATE SET
        shard_no = excluded.shard_no, version = excluded.version, batch_no = excluded.batch_no, state = excluded.state
      -- A server that was overtaken stores nothing over what the other one has.
      WHERE known.batch_no <= excluded.batch_no`,
    values: [
      textArray(states.map(({ detector }) => detector)),
      textArray(states.map(({ subject }) => subject)),
      numberArray(states.map(({ shardNo }) => shardNo)),
      numberArray(states.map(({ version }) => version)),
      numberArray(states.map(({ batchNo }) => batchNo)),
      states.map(({ state }) => state),
    ],
  });
}
