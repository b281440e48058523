/** Lines in which `andon sensors` tells of removals. */
import type { SensorKey } from '../domain/equipment/equipment.ts';
import type { NamedRemoval, SensorRemoval, StoredRemoval } from '../services/equipment/sensor-removal-service.ts';

const shown = 10;

export function removalLines(
  removal: SensorRemoval & { readonly results?: readonly NamedRemoval[] },
  dryRun: boolean,
): string[] {
  const { sensors, equipment, recommendations, hasMore, examples, results = [] } = removal;
  const missing = results.filter(({ isRemoved }) => !isRemoved);
  const told = dryRun
    ? `would remove ${count(sensors, 'sensor')}; nothing was changed`
    : `removed ${count(sensors, 'sensor')}, and with them ${count(equipment, 'machine')} and ${count(recommendations, 'waiting recommendation')}`;
  return [
    told,
    ...examples.slice(0, shown).map((sensor) => `  ${nameOf(sensor)}`),
    ...(sensors > shown ? [`  and ${sensors - Math.min(shown, examples.length)} more`] : []),
    ...missing.map((sensor) => `not found: ${nameOf(sensor)}`),
    ...(hasMore ? ['more sensors match: run the command again for the next ones'] : []),
  ];
}

export function historyLines(removals: readonly StoredRemoval[]): string[] {
  if (removals.length === 0) return ['No sensor was ever removed.'];
  return removals.map(
    ({ removedAt, operatorId, through, reason, sensorCount, equipment, recommendations, returned, sensors }) => {
      const first = sensors[0];
      const example = first === undefined ? '' : ` (${nameOf(first)}${sensorCount > 1 ? ', …' : ''})`;
      const why = reason === null ? '' : `: ${reason}`;
      return `${removedAt.toISOString().slice(0, 16)}Z ${operatorId} (${through}): ${count(sensorCount, 'sensor')}${example}, ${count(equipment, 'machine')}, ${count(recommendations, 'recommendation')}; ${returned} reported again since${why}`;
    },
  );
}

function nameOf({ siteId, equipmentId, sensorType }: SensorKey): string {
  return `${sensorType} of ${equipmentId} at ${siteId}`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
