/**
 * Takes the steps of routes that are due, while nobody has acknowledged. When a step is due is a row, so that it is taken after a restart
 * as well, by one server. Whether it still has to be taken is asked of the alarm itself, in the same transaction; and no event
 * is taken from the log meanwhile, so that what becomes of the alarm is told after the step, never before it.
 */
import type pg from 'pg';
import { holdConsumer, readEpoch } from '../../db/notify/consumer-place.ts';
import { insertDeliveries, type NewDelivery } from '../../db/notify/delivery-rows.ts';
import { readRoutes, type StoredRoute } from '../../db/notify/route-rows.ts';
import { readSinkKinds } from '../../db/notify/sink-rows.ts';
import {
  deleteEscalation,
  type Escalation,
  lockDueEscalations,
  machineKey,
  readMachineWords,
  readTold,
  writeEscalations,
  writeTold,
} from '../../db/notify/told-rows.ts';
import { inTransaction } from '../../db/query/transaction.ts';
import type { Alarm } from '../../domain/alarms/alarm.ts';
import {
  type AlarmMessage,
  alarmForMessage,
  dedupKeyOf,
  type MachineWords,
  stepMessageIdOf,
} from '../../domain/notify/message.ts';
import { stepAfter } from '../../domain/notify/route.ts';
import { isUnanswered } from '../../domain/notify/telling.ts';
import { notifyGiveUpAfterMs } from '../../limits.ts';

const stepsAtOnce = 100;
const frozenMs = 5_000;

/** `consumer`: the row of the follower that routes events. Returns whether there may be more that are due. */
export function takeDueSteps(pool: pg.Pool, consumer: string): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    await holdConsumer(client, consumer, frozenMs);
    const due = await lockDueEscalations(client, stepsAtOnce);
    if (due.length === 0) return false;
    const routes = new Map((await readRoutes(client)).map((route) => [route.routeId, route]));
    const sinks = await readSinkKinds(client);
    const alarms = due.flatMap(({ alarm }) => (alarm === null ? [] : [alarm]));
    const words = await readMachineWords(client, alarms);
    const told = await readTold(client, [...new Set(due.map(({ alarmId }) => alarmId))]);
    const epoch = await readEpoch(client);
    const deliveries: NewDelivery[] = [];
    for (const { alarm, ...escalation } of due) {
      const route = routes.get(escalation.routeId);
      const step = route?.steps[escalation.step - 1];
      const isOn = route?.enabled === true && route.tells === 'alarms';
      const goesOn = isOn && alarm !== null && isUnanswered(alarm.state) && alarm.isActive;
      const next = goesOn ? stepAfter(route, escalation) : null;
      if (goesOn && step !== undefined && sinks.has(step.sinkId)) {
        const machine = words.get(machineKey(alarm)) ?? { area: null, equipmentType: null };
        const message = messageOf(escalation, route, alarm, machine, epoch);
        const { alarmId } = escalation;
        deliveries.push({
          sinkId: step.sinkId,
          alarmId,
          recommendationId: null,
          messageId: message.id,
          message: JSON.stringify(message),
        });
        told.set(alarmId, (told.get(alarmId) ?? new Set()).add(step.sinkId));
      }
      if (next === null) await deleteEscalation(client, escalation);
      else await writeEscalations(client, [{ ...escalation, ...next }]);
    }
    if (deliveries.length > 0) await insertDeliveries(client, deliveries, notifyGiveUpAfterMs);
    await writeTold(client, told);
    return due.length === stepsAtOnce;
  });
}

function messageOf(
  { event, round, step, dueAt }: Escalation,
  { name }: StoredRoute,
  alarm: Alarm,
  machine: MachineWords,
  epoch: string,
): AlarmMessage {
  return {
    id: stepMessageIdOf(event, round, step),
    kind: 'escalated',
    occurredAt: dueAt.toISOString(),
    dedupKey: dedupKeyOf(epoch, alarm.alarmId),
    epoch,
    number: event.number,
    operatorId: null,
    note: null,
    route: name,
    step,
    alarm: alarmForMessage(alarm, machine),
  };
}
