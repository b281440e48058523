/** Finds the readings of a batch that the database refuses, by halving it. */
import { readSensorKeys } from '../db/equipment/sensor-keys.ts';
import type { QuarantinedReading } from '../db/quarantine/quarantine-write.ts';
import type { Queryable } from '../db/query/queryable.ts';
import { isDataError } from '../db/query/sql-state.ts';
import { droppedReading, type ReceivedBronze } from './silver.ts';

/** A reading that the database does not take, with its reason as quarantine keeps it. */
export interface RefusedReading {
  readonly received: ReceivedBronze;
  readonly quarantine: QuarantinedReading;
}

interface Refusal {
  readonly received: ReceivedBronze;
  readonly message: string;
}

const unknownSensor = { siteId: null, equipmentId: null, sensorType: null };

/**
 * Tries halves, which `attempt` must leave no trace of, until every refused reading stands alone with its reason. Sensors are named
 * without their definitions: to read one may be what the database refuses.
 */
export async function findRefused(
  db: Queryable,
  readings: readonly ReceivedBronze[],
  attempt: (readings: readonly ReceivedBronze[]) => Promise<unknown>,
): Promise<RefusedReading[]> {
  const refused = await halve(readings, attempt);
  const keys = await readSensorKeys(db, [...new Set(refused.map(({ received }) => received.reading.sensorId))]);
  return refused.map(({ received, message }) => {
    const sensor = keys.get(received.reading.sensorId) ?? unknownSensor;
    return { received, quarantine: droppedReading(received.reading, sensor, 'REFUSED_BY_DATABASE', message) };
  });
}

async function halve(
  readings: readonly ReceivedBronze[],
  attempt: (readings: readonly ReceivedBronze[]) => Promise<unknown>,
): Promise<Refusal[]> {
  try {
    await attempt(readings);
    return [];
  } catch (error) {
    if (!isDataError(error)) throw error;
    const [only] = readings;
    if (only !== undefined && readings.length === 1) {
      const message = `the database refused this reading: ${error instanceof Error ? error.message : String(error)}`;
      return [{ received: only, message }];
    }
  }
  const middle = readings.length >> 1;
  const first = await halve(readings.slice(0, middle), attempt);
  return [...first, ...(await halve(readings.slice(middle), attempt))];
}
