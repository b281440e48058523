/** Takes events of alarms and writes what is to be sent, in the transaction that moves the place in the log. Nothing is sent here. */
import { insertDeliveries } from '../../db/notify/delivery-rows.ts';
import { readRoutes } from '../../db/notify/route-rows.ts';
import { readSinkKinds } from '../../db/notify/sink-rows.ts';
import {
  deleteEscalations,
  machineKey,
  readMachineWords,
  readTold,
  writeEscalations,
  writeTold,
} from '../../db/notify/told-rows.ts';
import type { Queryable } from '../../db/query/queryable.ts';
import type { Alarm, AlarmEvent } from '../../domain/alarms/alarm.ts';
import { notifyGiveUpAfterMs } from '../../limits.ts';
import { routeEvents } from './route-events.ts';

export async function routeAlarmEvents(db: Queryable, events: readonly AlarmEvent[], epoch: string): Promise<void> {
  const routes = (await readRoutes(db)).filter(({ enabled }) => enabled);
  const told = await readTold(db, [...new Set(events.map(({ alarm }) => alarm.alarmId))]);
  if (routes.length === 0 && told.size === 0) return;
  const machines = new Map(events.map(({ alarm }) => [machineKey(alarm), alarm]));
  const words = await readMachineWords(db, [...machines.values()]);
  const machineOf = (alarm: Alarm) => words.get(machineKey(alarm)) ?? { area: null, equipmentType: null };
  const routed = routeEvents(events, { epoch, routes, sinks: await readSinkKinds(db), machineOf, told });
  if (routed.deliveries.length > 0) await insertDeliveries(db, routed.deliveries, notifyGiveUpAfterMs);
  await writeTold(db, routed.told);
  if (routed.answered.length > 0) await deleteEscalations(db, routed.answered);
  if (routed.escalations.length > 0) await writeEscalations(db, routed.escalations);
}
