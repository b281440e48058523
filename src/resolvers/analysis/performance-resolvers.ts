/** Resolves the queries `performance` and `series`. */
import { plantId } from '../../domain/equipment/plant-id.ts';
import type { PerformanceWindow } from '../../domain/window.ts';
import { AndonError } from '../../errors.ts';
import type { Resolution, Series } from '../../services/performance-service.ts';
import { permittedSite } from '../access/permitted.ts';
import type { Context } from '../context.ts';
import { type Connection, type ConnectionArguments, connect } from '../relay/connection.ts';
import { givenEquipment, siteOf } from '../relay/given-id.ts';
import { closedTimeRange } from '../relay/instant.ts';
import { cursors } from '../relay/page-cursor.ts';

const defaultPoints = 500;
const minPoints = 2;
const maxPoints = 10_000;

interface SensorRange {
  readonly equipmentId: string;
  readonly sensorType: string;
  readonly from?: unknown;
  readonly to?: unknown;
  readonly siteId?: string | null | undefined;
}

export async function performance(
  args: SensorRange & ConnectionArguments & { readonly resolution?: Resolution | null | undefined },
  context: Context,
): Promise<Connection<PerformanceWindow>> {
  const query = { ...sensorRange(args, context), resolution: args.resolution ?? 'minute' };
  return connect(context, args, {
    codec: cursors.windows,
    keyOf: ({ windowStart }) => windowStart,
    list: (page) => context.services.performance.windows(query, page),
  });
}

export async function series(
  args: SensorRange & { readonly points?: number | null | undefined },
  context: Context,
): Promise<Series> {
  const points = args.points ?? defaultPoints;
  if (points < minPoints || points > maxPoints) {
    throw new AndonError('BAD_USER_INPUT', `points must be between ${minPoints} and ${maxPoints}, not ${points}.`, {
      argument: 'points',
    });
  }
  context.budget.take(points);
  return context.services.performance.series({ ...sensorRange(args, context), points });
}

function sensorRange({ siteId, equipmentId, sensorType, from, to }: SensorRange, context: Context) {
  const key = givenEquipment(equipmentId, 'equipmentId');
  return {
    siteId: permittedSite(key === null ? siteId : siteOf(key, siteId, 'equipmentId'), context),
    equipmentId: key?.equipmentId ?? plantId(equipmentId),
    sensorType: plantId(sensorType),
    ...closedTimeRange(from, to),
  };
}
