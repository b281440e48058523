import { describe, expect, it } from 'vitest';
import type { Alarm, AlarmEvent } from '../../../src/domain/alarms/alarm.ts';
import type { Message } from '../../../src/domain/notify/message.ts';
import type { Route, RouteConditions } from '../../../src/domain/notify/route.ts';
import { type Routed, routeEvents } from '../../../src/notify/routing/route-events.ts';
import { alarmEvent, at } from '../../support/notify/messages.ts';

const sinks = new Map([
  [1, 'webhook'],
  [2, 'pagerduty'],
  [3, 'email'],
] as const);

function route(name: string, sinkIds: readonly number[], conditions: RouteConditions = {}, sinceNumber = 0): Route {
  return {
    routeId: name.length,
    name,
    enabled: true,
    tells: 'alarms',
    conditions,
    steps: sinkIds.map((sinkId, place) => ({ sinkId, afterS: place * 600 })),
    repeats: 0,
    repeatAfterS: 3_600,
    sinceNumber,
  };
}

const routed = (events: readonly AlarmEvent[], routes: readonly Route[], told: readonly [number, number[]][] = []) =>
  routeEvents(events, {
    epoch: 'e1',
    routes,
    sinks,
    machineOf: () => ({ area: 'pit 2', equipmentType: 'crusher' }),
    told: new Map(told.map(([alarmId, ids]) => [alarmId, new Set(ids)])),
  });
const sent = ({ deliveries }: Routed) =>
  deliveries.map(({ sinkId, message }) => {
    const { number, kind, route: by } = JSON.parse(message) as Message;
    return [sinkId, number, kind, by];
  });
const acknowledged: Partial<Alarm> = { state: 'acknowledged', isAcknowledged: true };

describe('events of alarms', () => {
  it('are told to the first step of each route that they match, once to each sink', () => {
    const routes = [route('a', [1, 2]), route('bb', [1]), route('ccc', [3], { severities: ['low'] })];
    const { told, ...rest } = routed([alarmEvent(7, 'raised')], routes);
    expect(sent({ told, ...rest })).toEqual([[1, 7, 'raised', 'a']]);
    expect([...told]).toEqual([[17, new Set([1])]]);
  });

  it('are told to whoever knows of the alarm, in their order, until it is normal', () => {
    const events = [
      alarmEvent(7, 'raised'),
      alarmEvent(8, 'acknowledged', acknowledged),
      alarmEvent(9, 'commented', acknowledged),
      alarmEvent(10, 'returned', { state: 'normal', isActive: false }),
      alarmEvent(11, 'commented', { state: 'normal', isActive: false }),
    ];
    const result = routed(events, [route('a', [1]), route('bb', [2]), route('ccc', [3])]);
    expect(sent(result).filter(([sink]) => sink === 1)).toEqual([
      [1, 7, 'raised', 'a'],
      [1, 8, 'acknowledged', null],
      [1, 9, 'commented', null],
      [1, 10, 'returned', null],
    ]);
    // What changes nothing for them is not for PagerDuty and mail.
    for (const other of [2, 3]) {
      expect(sent(result).flatMap(([sink, number]) => (sink === other ? [number] : []))).toEqual([7, 8, 10]);
    }
    expect([...result.told]).toEqual([[17, new Set()]]);
  });

  it('are told to nobody who was never told of the alarm, such as the later steps of a route', () => {
    expect(sent(routed([alarmEvent(8, 'acknowledged', acknowledged)], [route('a', [1, 2])]))).toEqual([]);
  });

  it('reach a sink of a later step once it knows of the alarm, whatever routes say by then', () => {
    const routes = [route('a', [1, 2], { severities: ['low'] })];
    expect(sent(routed([alarmEvent(9, 'worsened')], routes, [[17, [2]]]))).toEqual([[2, 9, 'worsened', null]]);
  });

  it.each<[AlarmEvent['kind'], Partial<Alarm>]>([
    ['raised', { state: 'shelved' }],
    ['worsened', { state: 'suppressed' }],
    ['raised', { state: 'out_of_service' }],
    ['unshelved', acknowledged],
    ['unshelved', { state: 'returned', isActive: false }],
  ])('call nobody when an alarm is %s and %o', (kind, of) => {
    expect(sent(routed([alarmEvent(7, kind, of)], [route('a', [1])]))).toEqual([]);
  });

  it('call nobody where the first of its group in a flood has called, until they stand alone', () => {
    const folded = { groupId: 'g', isFolded: true };
    const events = [alarmEvent(7, 'raised', folded), alarmEvent(8, 'worsened')];
    expect(sent(routed(events, [route('a', [1])]))).toEqual([[1, 8, 'worsened', 'a']]);
  });

  it('of before a route was made are not told by it', () => {
    const routes = [route('a', [1], {}, 7)];
    expect(sent(routed([alarmEvent(7, 'raised'), alarmEvent(8, 'realarmed')], routes))).toEqual([
      [1, 8, 'realarmed', 'a'],
    ]);
  });

  it('have ids by which receivers tell what came twice', () => {
    const ids = () =>
      routed([alarmEvent(7, 'raised'), alarmEvent(8, 'worsened')], [route('a', [1])]).deliveries.map(
        ({ messageId }) => messageId,
      );
    expect(ids()).toEqual(['andon_7_t7', 'andon_8_t8']);
    expect(ids()).toEqual(ids());
  });
});

describe('escalations', () => {
  const routes = [route('a', [1, 2])];
  const minutes = (count: number) => new Date(at.getTime() + count * 60_000);

  it('begin when a route with further steps tells, and begin anew when the alarm gets worse', () => {
    const events = [alarmEvent(7, 'raised'), alarmEvent(8, 'worsened', {}, minutes(5))];
    expect(routed(events, routes).escalations).toEqual([
      {
        routeId: 1,
        alarmId: 17,
        event: { number: 8, token: 't8' },
        round: 1,
        step: 2,
        begunAt: minutes(5),
        dueAt: minutes(15),
      },
    ]);
  });

  it.each<[AlarmEvent['kind'], Partial<Alarm>]>([
    ['acknowledged', acknowledged],
    ['returned', { state: 'returned', isActive: false }],
    ['shelved_timed', { state: 'shelved' }],
    ['suppressed', { state: 'suppressed' }],
    ['taken_out_of_service', { state: 'out_of_service' }],
  ])('end when the alarm is %s', (kind, of) => {
    const { escalations, answered } = routed([alarmEvent(7, 'raised'), alarmEvent(8, kind, of)], routes);
    expect(escalations).toEqual([]);
    expect(answered).toEqual([17]);
  });

  it('go on when somebody only comments', () => {
    const { escalations, answered } = routed([alarmEvent(7, 'raised'), alarmEvent(8, 'commented')], routes);
    expect(escalations).toHaveLength(1);
    expect(answered).toEqual([]);
  });
});
