/** Which sink knows of which alarm, what is told of machines besides their names, and the escalations under way. */
import type { Alarm } from '../../domain/alarms/alarm.ts';
import type { EquipmentKey } from '../../domain/equipment/equipment.ts';
import type { MachineWords } from '../../domain/notify/message.ts';
import { type AlarmRow, alarmFromRow } from '../alarms/alarm-rows.ts';
import { numberArray, textArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';
import { run, statement } from '../query/statement.ts';

const escalationsDue = statement('notify-escalations-due');

export function machineKey({ siteId, equipmentId }: EquipmentKey): string {
  return JSON.stringify([siteId, equipmentId]);
}

/** By `machineKey`; machines that nobody knows are not in it. */
export async function readMachineWords(
  db: Queryable,
  machines: readonly EquipmentKey[],
): Promise<ReadonlyMap<string, MachineWords>> {
  const { rows } = await db.query<{
    site_id: string;
    equipment_id: string;
    location: string | null;
    equipment_type: string | null;
  }>({
    name: 'notify-machines',
    text: `SELECT site_id, equipment_id, location, equipment_type
      FROM unnest($1::text[], $2::text[]) AS asked (site_id, equipment_id) JOIN andon.equipment USING (site_id, equipment_id)`,
    values: [
      textArray(machines.map(({ siteId }) => siteId)),
      textArray(machines.map(({ equipmentId }) => equipmentId)),
    ],
  });
  return new Map(
    rows.map((row) => [
      machineKey({ siteId: row.site_id, equipmentId: row.equipment_id }),
      { area: row.location, equipmentType: row.equipment_type },
    ]),
  );
}

/** The sinks that know of each alarm. */
export async function readTold(db: Queryable, alarmIds: readonly number[]): Promise<Map<number, Set<number>>> {
  const { rows } = await db.query<{ alarm_id: number; sinks: number[] }>({
    name: 'notify-told',
    text: `SELECT alarm_id, array_agg(sink_id::int) AS sinks FROM andon.notify_told WHERE alarm_id = ANY ($1::bigint[]) GROUP BY alarm_id`,
    values: [numberArray(alarmIds)],
  });
  return new Map(rows.map(({ alarm_id, sinks }) => [alarm_id, new Set(sinks)]));
}

/** From now on exactly these sinks know of these alarms. */
export async function writeTold(db: Queryable, told: ReadonlyMap<number, ReadonlySet<number>>): Promise<void> {
  const pairs = [...told].flatMap(([alarmId, sinks]) => [...sinks].map((sinkId) => ({ alarmId, sinkId })));
  await db.query('DELETE FROM andon.notify_told WHERE alarm_id = ANY ($1::bigint[])', [
    numberArray([...told].filter(([, sinks]) => sinks.size === 0).map(([alarmId]) => alarmId)),
  ]);
  await db.query(
    `INSERT INTO andon.notify_told (sink_id, alarm_id) SELECT * FROM unnest($1::bigint[], $2::bigint[]) ON CONFLICT DO NOTHING`,
    [numberArray(pairs.map(({ sinkId }) => sinkId)), numberArray(pairs.map(({ alarmId }) => alarmId))],
  );
}

/** An alarm that nobody has acknowledged, and the step of a route that is due next. */
export interface Escalation {
  readonly routeId: number;
  readonly alarmId: number;
  readonly event: { readonly number: number; readonly token: string };
  readonly begunAt: Date;
  readonly round: number;
  readonly step: number;
  readonly dueAt: Date;
}

export async function writeEscalations(db: Queryable, escalations: readonly Escalation[]): Promise<void> {
  const times = (pick: (one: Escalation) => Date) => textArray(escalations.map((one) => pick(one).toISOString()));
  const numbers = (pick: (one: Escalation) => number) => numberArray(escalations.map(pick));
  await db.query(
    `INSERT INTO andon.notify_escalation (route_id, alarm_id, event_number, event_token, begun_at, round, step, due_at)
     SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::timestamptz[], $6::int[], $7::int[], $8::timestamptz[])
     ON CONFLICT (route_id, alarm_id) DO UPDATE SET event_number = excluded.event_number, event_token = excluded.event_token,
       begun_at = excluded.begun_at, round = excluded.round, step = excluded.step, due_at = excluded.due_at`,
    [
      numbers(({ routeId }) => routeId),
      numbers(({ alarmId }) => alarmId),
      numbers(({ event }) => event.number),
      textArray(escalations.map(({ event }) => event.token)),
      times(({ begunAt }) => begunAt),
      numbers(({ round }) => round),
      numbers(({ step }) => step),
      times(({ dueAt }) => dueAt),
    ],
  );
}

/** Of these alarms all; where routes are given, one each. */
export async function deleteEscalations(db: Queryable, alarmIds: readonly number[]): Promise<void> {
  await db.query('DELETE FROM andon.notify_escalation WHERE alarm_id = ANY ($1::bigint[])', [numberArray(alarmIds)]);
}

export async function deleteEscalation(db: Queryable, { routeId, alarmId }: Escalation): Promise<void> {
  await db.query('DELETE FROM andon.notify_escalation WHERE route_id = $1 AND alarm_id = $2', [routeId, alarmId]);
}

/** Locked until the end of the transaction, with the alarm as it is now. */
export async function lockDueEscalations(
  db: Queryable,
  most: number,
): Promise<(Escalation & { readonly alarm: Alarm | null })[]> {
  const rows = await run<{
    route_id: number;
    alarm_id: number;
    event_number: number;
    event_token: string;
    begun_at: Date;
    round: number;
    step: number;
    due_at: Date;
    alarm: AlarmRow | null;
  }>(db, escalationsDue, [most]);
  return rows.map((row) => ({
    routeId: row.route_id,
    alarmId: row.alarm_id,
    event: { number: row.event_number, token: row.event_token },
    begunAt: row.begun_at,
    round: row.round,
    step: row.step,
    dueAt: row.due_at,
    alarm: row.alarm === null ? null : alarmFromRow(row.alarm),
  }));
}
