/** The queries `node` and `nodes`: what a global id names is read by the loaders, within the sites that the caller reaches. */
import type { Alarm } from '../../domain/alarms/alarm.ts';
import type { Equipment, SensorDefinition, SensorKey } from '../../domain/equipment/equipment.ts';
import type { SensorStatus } from '../../domain/equipment/status.ts';
import { decodeGlobalId, type GlobalId } from '../../domain/global-id.ts';
import type { Anomaly } from '../../domain/recommendations/anomaly.ts';
import type { Recommendation } from '../../domain/recommendations/recommendation.ts';
import { AndonError } from '../../errors.ts';
import { maxPageSize } from '../../limits.ts';
import type { QuarantinedReading } from '../../services/queries.ts';
import { maySee } from '../access/permitted.ts';
import type { Context } from '../context.ts';

type NodeOf<Name extends string, Row> = Row & { readonly __typename: Name };

/** Whatever has an id that is unique in the whole schema, with the name of its type. */
export type Node =
  | NodeOf<'Equipment', Equipment>
  | NodeOf<'SensorDefinition', SensorDefinition>
  | NodeOf<'SensorStatus', SensorStatus>
  | NodeOf<'Recommendation', Recommendation>
  | NodeOf<'Anomaly', Anomaly>
  | NodeOf<'Alarm', Alarm>
  | NodeOf<'QuarantinedReading', QuarantinedReading>;

/** Null for an id that names nothing, nothing any more, or nothing that the caller may see. */
export function nodeById({ id }: { readonly id: string }, context: Context): Promise<Node | null> {
  context.budget.take(1);
  return read(id, context);
}

/** In the order of the ids; each kind of node is read in one statement. */
export async function nodesByIds(
  { ids }: { readonly ids: readonly string[] },
  context: Context,
): Promise<(Node | null)[]> {
  if (ids.length > maxPageSize) {
    throw new AndonError('BAD_USER_INPUT', `ids may name ${maxPageSize} nodes at once, not ${ids.length}.`, {
      argument: 'ids',
    });
  }
  context.budget.take(ids.length);
  return Promise.all(ids.map((id) => read(id, context)));
}

async function read(text: string, context: Context): Promise<Node | null> {
  const id = decodeGlobalId(text);
  return id === null ? null : find(id, context);
}

async function find(id: GlobalId, context: Context): Promise<Node | null> {
  const { loaders } = context;
  switch (id.type) {
    case 'Equipment':
      return maySee(id.siteId, context) ? named(id.type, await loaders.equipment.load(id)) : null;
    case 'SensorDefinition':
      return maySee(id.siteId, context) ? named(id.type, ofSensor(id, await loaders.sensors.load(id))) : null;
    case 'SensorStatus':
      return maySee(id.siteId, context) ? named(id.type, ofSensor(id, await loaders.status.load(id))) : null;
    case 'Recommendation':
      return named(id.type, visible(await loaders.recommendation.load(id.recommendationId), context));
    case 'RecommendationSnapshot': {
      const snapshot = visible(await loaders.snapshot.load(id.number), context);
      // Another log may have given the number to another event.
      const isSame = snapshot?.event?.token === id.token && snapshot.id === id.recommendationId;
      return isSame ? named('Recommendation', snapshot) : null;
    }
    case 'Anomaly':
      return named(id.type, visible(await loaders.anomaly.load(id.anomalyId), context));
    case 'Alarm':
      return named(id.type, visible(await loaders.alarm.load(id.alarmId), context));
    case 'AlarmSnapshot': {
      const snapshot = visible(await loaders.alarmSnapshot.load(id.number), context);
      const isSame = snapshot?.event?.token === id.token && snapshot.alarmId === id.alarmId;
      return isSame ? named('Alarm', snapshot) : null;
    }
    case 'QuarantinedReading':
      return named(id.type, visible(await loaders.quarantined.load(id.quarantineId), context));
  }
}

function named<Name extends string, Row extends object>(name: Name, row: Row | null): NodeOf<Name, Row> | null {
  return row === null ? null : { ...row, __typename: name };
}

function ofSensor<Row extends SensorKey>({ sensorType }: SensorKey, rows: readonly Row[]): Row | null {
  return rows.find((row) => row.sensorType === sensorType) ?? null;
}

/** Only callers who may see every site can see entries without a site. */
function visible<Row extends { readonly siteId: string | null }>(row: Row | null, context: Context): Row | null {
  if (row === null) return null;
  return (row.siteId === null ? context.identity.siteIds === null : maySee(row.siteId, context)) ? row : null;
}
