import type { QuarantinedReading } from '../db/quarantine/quarantine-write.ts';
import { isDataError } from '../db/query/sql-state.ts';
import type { Definition } from './sensor-definition.ts';
import { droppedReading, type ReceivedBronze } from './silver.ts';

/** A reading that the database does not take, with its reason as quarantine keeps it. */
export interface RefusedReading {
  readonly received: ReceivedBronze;
  readonly quarantine: QuarantinedReading;
}

/** Tries halves, which `attempt` must leave no trace of, until every refused reading stands alone with its reason. */
export async function findRefused(
  readings: readonly ReceivedBronze[],
  attempt: (readings: readonly ReceivedBronze[]) => Promise<unknown>,
  definitionOf: (sensorId: number) => Definition,
): Promise<RefusedReading[]> {
  try {
    await attempt(readings);
    return [];
  } catch (error) {
    if (!isDataError(error)) throw error;
    const [only] = readings;
    if (only !== undefined && readings.length === 1) {
      const message = `the database refused this reading: ${error instanceof Error ? error.message : String(error)}`;
      const definition = definitionOf(only.reading.sensorId);
      return [{ received: only, quarantine: droppedReading(only.reading, definition, 'REFUSED_BY_DATABASE', message) }];
    }
  }
  const middle = readings.length >> 1;
  const first = await findRefused(readings.slice(0, middle), attempt, definitionOf);
  return [...first, ...(await findRefused(readings.slice(middle), attempt, definitionOf))];
}
