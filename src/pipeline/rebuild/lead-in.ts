/** Readings before the first slice of a sensor, for detectors whose findings depend on more of the past than windows. */
import type pg from 'pg';
import type { Queryable } from '../../db/query/queryable.ts';
import type { BronzeHistory } from '../../domain/readings/bronze-log.ts';
import { minuteMs } from '../../domain/window.ts';
import { StartupError } from '../../errors.ts';
import type { Detector } from '../detect/detector.ts';
import type { Definition } from '../sensor-definition.ts';
import type { SensorState } from '../sensor-state.ts';
import { toSilver } from '../silver.ts';

export interface LeadInOptions {
  readonly client: pg.Client;
  readonly bronze: BronzeHistory<Queryable>;
  readonly detectors: readonly Detector[];
  /** Sensors whose states are new, and the beginning of their slice, epoch ms. */
  readonly sensorIds: readonly number[];
  readonly beforeMs: number;
  readonly definitionOf: (sensorId: number) => Definition;
  readonly stateOf: (sensorId: number) => SensorState;
}

/** Lets detectors see the readings before the slice, and leaves out what they find in them. Most sites have no such detector. */
export async function takeLeadIn(options: LeadInOptions): Promise<void> {
  const { detectors, sensorIds, definitionOf } = options;
  for (const detector of detectors) {
    if (detector.leadInMs === undefined) continue;
    const reach = sensorIds.map((sensorId) => detector.leadInMs?.(definitionOf(sensorId)) ?? 0);
    const reaching = sensorIds.filter((_, i) => (reach[i] ?? 0) > 0);
    if (reaching.length > 0) await seeBefore(detector, reaching, Math.max(...reach), options);
  }
}

async function seeBefore(
  detector: Detector,
  sensorIds: readonly number[],
  leadInMs: number,
  { client, bronze, beforeMs, definitionOf, stateOf }: LeadInOptions,
): Promise<void> {
  const fromMs = Math.floor((beforeMs - leadInMs) / minuteMs) * minuteMs;
  const stored = await bronze.readSpan(client, { sensorIds, fromMs, toMs: beforeMs }).catch((error: unknown) => {
    // Past its retention, where nobody knows any more in which order the readings came.
    if (error instanceof StartupError) return [];
    throw error;
  });
  const { silver } = toSilver(
    stored,
    definitionOf,
    () => true,
    (definition, { reading }) => stateOf(reading.sensorId).readingUnit.complete(definition),
  );
  for (const reading of silver) {
    if (reading.quality !== 2 && reading.definition.isActive) detector.detect(reading, stateOf(reading.sensorId));
  }
}
