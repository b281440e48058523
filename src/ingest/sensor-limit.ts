/** What is said to readings of new sensors once their sender has added as many as it may. */
import type { NewSensorAllowance } from '../db/bronze/sensor-directory.ts';
import { holderOf } from '../domain/access.ts';
import type { SensorKey } from '../domain/equipment/equipment.ts';
import type { Rejection } from '../domain/readings/reading.ts';
import type { Sender } from './check-reading.ts';

/** Each key and each token's subject has an allowance of its own; without authentication all callers share one. */
export function allowanceOf({ credential }: Sender, perHour: number): NewSensorAllowance {
  return { addedBy: credential == null ? '' : holderOf(credential), perHour };
}

/** The reading waits in quarantine, and can be replayed once its sensor is registered or there is room again. */
export function sensorLimit({ equipmentId, sensorType }: SensorKey, perHour: number): Rejection {
  const sensor = `sensor ${JSON.stringify(sensorType)} of ${JSON.stringify(equipmentId)}`;
  const why =
    perHour === 0
      ? `nobody has registered the ${sensor}, and this site takes registered ones only`
      : `the ${sensor} is new, and its sender has added ${perHour} new sensors within an hour already`;
  return {
    code: 'SENSOR_LIMIT',
    message: `${why}: register it, correct the tag, or raise ANDON_NEW_SENSORS_PER_HOUR; the reading waits in quarantine`,
  };
}
