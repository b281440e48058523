/** Takes events of alarms and recommendations and writes what is to be sent, in the transaction that moves the place in the log. Nothing is sent here. */
import { insertDeliveries } from '../../db/notify/delivery-rows.ts';
import { readRoutes } from '../../db/notify/route-rows.ts';
import { readSinkKinds } from '../../db/notify/sink-rows.ts';
import { readToldRecommendations, writeToldRecommendations } from '../../db/notify/told-recommendations.ts';
import {
  deleteEscalations,
  machineKey,
  readMachineWords,
  readTold,
  writeEscalations,
  writeTold,
} from '../../db/notify/told-rows.ts';
import type { Queryable } from '../../db/query/queryable.ts';
import type { AlarmEvent } from '../../domain/alarms/alarm.ts';
import type { EquipmentKey } from '../../domain/equipment/equipment.ts';
import type { MachineWords } from '../../domain/notify/message.ts';
import type { RecommendationEvent } from '../../domain/recommendations/recommendation.ts';
import { notifyGiveUpAfterMs } from '../../limits.ts';
import { routeEvents } from './route-events.ts';
import { routeRecommendations } from './route-recommendations.ts';

export async function routeAlarmEvents(db: Queryable, events: readonly AlarmEvent[], epoch: string): Promise<void> {
  const routes = (await readRoutes(db)).filter(({ enabled, tells }) => enabled && tells === 'alarms');
  const told = await readTold(db, [...new Set(events.map(({ alarm }) => alarm.alarmId))]);
  if (routes.length === 0 && told.size === 0) return;
  const machineOf = await machineWordsOf(
    db,
    events.map(({ alarm }) => alarm),
  );
  const routed = routeEvents(events, { epoch, routes, sinks: await readSinkKinds(db), machineOf, told });
  if (routed.deliveries.length > 0) await insertDeliveries(db, routed.deliveries, notifyGiveUpAfterMs);
  await writeTold(db, routed.told);
  if (routed.answered.length > 0) await deleteEscalations(db, routed.answered);
  if (routed.escalations.length > 0) await writeEscalations(db, routed.escalations);
}

export async function routeRecommendationEvents(
  db: Queryable,
  events: readonly RecommendationEvent[],
  epoch: string,
): Promise<void> {
  const routes = (await readRoutes(db)).filter(({ enabled, tells }) => enabled && tells === 'recommendations');
  const told = await readToldRecommendations(db, [...new Set(events.map(({ recommendation }) => recommendation.id))]);
  if (routes.length === 0 && told.size === 0) return;
  const machineOf = await machineWordsOf(
    db,
    events.map(({ recommendation }) => recommendation),
  );
  const routed = routeRecommendations(events, { epoch, routes, sinks: await readSinkKinds(db), machineOf, told });
  if (routed.deliveries.length > 0) await insertDeliveries(db, routed.deliveries, notifyGiveUpAfterMs);
  await writeToldRecommendations(db, routed.told);
}

async function machineWordsOf(
  db: Queryable,
  places: readonly EquipmentKey[],
): Promise<(place: EquipmentKey) => MachineWords> {
  const machines = new Map(places.map((place) => [machineKey(place), place]));
  const words = await readMachineWords(db, [...machines.values()]);
  return (place) => words.get(machineKey(place)) ?? { area: null, equipmentType: null };
}
