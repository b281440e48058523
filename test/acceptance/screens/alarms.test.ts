import { describe, expect, it } from 'vitest';
import { subscribe } from '../../support/clients/clients-websocket.ts';
import {
  AcknowledgeAlarms,
  ActiveAlarms,
  AlarmEvents,
  ApproveRecommendation,
  IngestReadings,
  ShelveAlarms,
} from '../../support/clients/operations.ts';
import { reading } from '../../support/readings/readings.ts';
import { useSite } from '../../support/server/server-fixture.ts';
import { until } from '../../support/until.ts';

const site = useSite();
const machines = ['APPROVED', 'ACKNOWLEDGED', 'SHELVED'] as const;

/** One vibration of every machine, in mm/s, of so many seconds ago. */
const all = (value: number, secondsAgo: number) =>
  site.http.request(IngestReadings, {
    readings: machines.map((machine) => reading(machine, 'vibration', value, Date.now() - secondsAgo * 1_000)),
  });
const active = async () =>
  (await site.http.request(ActiveAlarms, { filter: { isActive: true } })).alarms.edges.map(({ node }) => node);

describe('A machine that fails a second time', () => {
  it('is a new unacknowledged alarm on every screen, whatever was done about the first, over a server that was killed in between', async () => {
    const { alarmEventHead } = await site.http.request(ActiveAlarms, {});
    const screen = await subscribe(site.server.websocketUrl, AlarmEvents, { after: alarmEventHead });
    await all(6, 200);
    await screen.count(3);
    const [approved, acknowledged, shelved] = machines.map((machine) => {
      const told = screen.events.find(({ alarmEvents }) => alarmEvents.alarm.equipmentId === machine);
      return { id: told?.alarmEvents.alarm.alarmId ?? '', expectedVersion: 1 };
    });
    const [row] = await site.sql.rows<{ id: string }>(
      "SELECT recommendation_id AS id FROM agentic_hmi.agent_recommendations WHERE equipment_id = 'APPROVED'",
    );
    await site.http.request(ApproveRecommendation, { id: row?.id ?? '' });
    const done = await Promise.all([
      site.http.request(AcknowledgeAlarms, { alarms: [acknowledged ?? { id: '' }], note: 'crew on its way' }),
      site.http.request(ShelveAlarms, {
        alarms: [shelved ?? { id: '' }],
        reason: 'known',
        until: new Date(Date.now() + 3_600_000).toISOString(),
      }),
    ]);
    expect(done).toMatchObject([
      { acknowledgeAlarms: [{ code: null, alarm: { version: 2, state: 'ACKNOWLEDGED' } }] },
      { shelveAlarms: [{ code: null, alarm: { version: 2, state: 'SHELVED' } }] },
    ]);
    const again = await site.http.request(AcknowledgeAlarms, {
      alarms: [acknowledged ?? { id: '' }, approved ?? { id: '' }],
    });
    expect(again.acknowledgeAlarms.map(({ code }) => code)).toEqual(['CONFLICT', null]);
    expect((await active()).length).toBe(3);
    await screen.count(6);
    await screen.close();

    await site.server.kill();
    await site.restart();
    await all(1, 190);
    await all(1, 120);
    await until('all are normal', async () => (await active()).length === 0);
    await all(6, 60);
    const after = screen.events.at(-1)?.alarmEvents.cursor ?? '';
    const resumed = await subscribe(site.server.websocketUrl, AlarmEvents, { after });
    await resumed.count(6);
    const events = [...screen.events, ...resumed.events].map(({ alarmEvents }) => alarmEvents);
    expect(events.map(({ number }) => number)).toEqual(events.map((_, i) => (events[0]?.number ?? 0) + i));
    for (const [i, { previousCursor }] of events.entries())
      expect(previousCursor).toBe(events[i - 1]?.cursor ?? alarmEventHead);
    const last = (machine: string) => events.filter(({ alarm }) => alarm.equipmentId === machine).at(-1);
    for (const machine of machines) {
      expect(last(machine)).toMatchObject({ kind: 'RAISED', alarm: { isActive: true, isAcknowledged: false } });
    }
    expect(machines.map((machine) => last(machine)?.alarm.state)).toEqual([
      'UNACKNOWLEDGED',
      'UNACKNOWLEDGED',
      'SHELVED',
    ]);
    await resumed.close();
  });
});
