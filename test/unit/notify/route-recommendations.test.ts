import { describe, expect, it } from 'vitest';
import type { ToldKinds } from '../../../src/db/notify/told-recommendations.ts';
import type { RecommendationMessage } from '../../../src/domain/notify/message.ts';
import { usualMessageKinds } from '../../../src/domain/notify/recommendation-message.ts';
import type { Route, RouteConditions } from '../../../src/domain/notify/route.ts';
import type { RecommendationEvent } from '../../../src/domain/recommendations/recommendation.ts';
import { mailTextOf } from '../../../src/notify/mail/mail-text.ts';
import { pagerDutyEvent } from '../../../src/notify/pagerduty/pagerduty-event.ts';
import { routeRecommendations } from '../../../src/notify/routing/route-recommendations.ts';
import { checked, routeForm } from '../../../src/notify/settings-form.ts';
import { cloudEventOf } from '../../../src/notify/webhook/cloud-event.ts';
import { at, recommendationEvent } from '../../support/notify/messages.ts';

const sinks = new Map([
  [1, 'webhook'],
  [2, 'pagerduty'],
  [3, 'email'],
] as const);

function route(routeId: number, sinkId: number, conditions: RouteConditions = {}, sinceNumber = 0): Route {
  return {
    routeId,
    name: `r${routeId}`,
    enabled: true,
    tells: 'recommendations',
    conditions,
    steps: [{ sinkId, afterS: 0 }],
    repeats: 0,
    repeatAfterS: 3_600,
    sinceNumber,
  };
}
const routed = (
  events: readonly RecommendationEvent[],
  routes: readonly Route[],
  told: Map<string, ToldKinds> = new Map(),
) =>
  routeRecommendations(events, {
    epoch: 'e1',
    routes,
    sinks,
    machineOf: () => ({ area: 'pit 2', equipmentType: 'crusher' }),
    told,
  });
const messages = ({ deliveries }: ReturnType<typeof routed>) =>
  deliveries.map(({ sinkId, message }) => ({ sinkId, ...(JSON.parse(message) as RecommendationMessage) }));
const story = [
  recommendationEvent(7),
  recommendationEvent(8, {}, 'changed'),
  recommendationEvent(9, { status: 'deferred', operatorId: 'maria' }),
  recommendationEvent(10, { status: 'pending' }),
  recommendationEvent(11, { status: 'approved', operatorId: 'maria' }),
  recommendationEvent(12, { status: 'executed', operatorId: 'tom' }),
  recommendationEvent(13, {}, 'changed'),
];
const firstOf = (events: readonly RecommendationEvent[]) => {
  const [message] = messages(routed(events, [route(1, 1)]));
  if (message === undefined) throw new Error('the route tells it');
  return message;
};

describe('events of recommendations', () => {
  it('are told by a route until the work is done, under one key, each change of status once', () => {
    const result = routed(story, [route(1, 1), route(2, 1)]);
    expect(messages(result).map(({ kind, id, dedupKey }) => [kind, id, dedupKey])).toEqual([
      ['created', 'andon_r7_t7', 'andon/e1/recommendation/r-17'],
      ['deferred', 'andon_r9_t9', 'andon/e1/recommendation/r-17'],
      ['pending', 'andon_r10_t10', 'andon/e1/recommendation/r-17'],
      ['approved', 'andon_r11_t11', 'andon/e1/recommendation/r-17'],
      ['executed', 'andon_r12_t12', 'andon/e1/recommendation/r-17'],
    ]);
    expect([...result.told]).toEqual([['r-17', new Map()]]);
  });

  it('are those that the route chooses; PagerDuty hears what ends its incident all the same', () => {
    const conditions: RouteConditions = { kinds: ['created', 'expired'] };
    const expired = [recommendationEvent(7), recommendationEvent(8, { status: 'expired' })];
    expect(messages(routed(story, [route(1, 1, conditions)])).map(({ kind }) => kind)).toEqual(['created']);
    expect(messages(routed(expired, [route(1, 1, conditions)])).map(({ kind }) => kind)).toEqual([
      'created',
      'expired',
    ]);
    const actions = messages(routed(story, [route(1, 2, conditions)])).map((message) =>
      JSON.parse(pagerDutyEvent(message, 'KEY') ?? 'null'),
    );
    expect(actions.map(({ event_action }) => event_action)).toEqual([
      'trigger',
      'acknowledge',
      'trigger',
      'acknowledge',
      'resolve',
    ]);
    expect(new Set(actions.map(({ dedup_key }) => dedup_key)).size).toBe(1);
  });

  it.each<[string, RouteConditions, number]>([
    ['another site', { siteIds: ['south'] }, 0],
    ['another severity', { severities: ['critical'] }, 0],
    ['another issue', { problems: ['vibration*'] }, 0],
    ['hours in which it was not raised', { hours: { from: '04:00', to: '05:00', timeZone: 'UTC' } }, 0],
    ['a number before the route', {}, 7],
  ])('are not told of %s, nor what becomes of these', (_, conditions, since) => {
    expect(messages(routed(story.slice(0, 1), [route(1, 1, conditions, since)]))).toEqual([]);
    expect(messages(routed(story.slice(4), [route(1, 1, conditions, since)]))).toEqual([]);
  });

  it('are told to who knows of the recommendation though its route is gone, and to nobody once it was deleted', () => {
    const told = new Map<string, ToldKinds>([['r-17', new Map([[1, usualMessageKinds]])]]);
    const events = [recommendationEvent(20, {}, 'deleted'), recommendationEvent(21, { status: 'rejected' })];
    expect(messages(routed(events, [], told)).map(({ kind }) => kind)).toEqual(['deleted']);
  });

  it('have a key that any receiver takes, whatever another program has called the recommendation', () => {
    const { dedupKey } = firstOf([recommendationEvent(7, { id: `x\r\nBcc: y${'z'.repeat(400)}` }, 'created')]);
    expect(dedupKey).toMatch(/^andon\/e1\/recommendation\/[0-9a-f]{64}$/);
  });
});

describe('a message of a recommendation', () => {
  it('is a CloudEvent of its own type', () => {
    expect(JSON.parse(cloudEventOf(firstOf(story)))).toMatchObject({
      id: 'andon_r7_t7',
      source: '/andon/e1',
      type: 'andon.recommendation.created',
      subject: 'north/CRUSH%201/bearing_temperature_high',
      time: at.toISOString(),
      data: {
        kind: 'CREATED',
        dedupKey: 'andon/e1/recommendation/r-17',
        number: 7,
        recommendation: { recommendationId: 'r-17', severity: 'HIGH', status: 'PENDING', area: 'pit 2' },
      },
    });
  });

  it('is a mail in one line of subject and a thread of its own', () => {
    const { subject, text, thread } = mailTextOf(
      firstOf([recommendationEvent(7, { equipmentId: 'A\r\nBcc: everybody@plant.example' }, 'created')]),
    );
    expect(subject).toBe('[HIGH] north/A Bcc: everybody@plant.example: bearing_temperature_high');
    expect(text).toContain('Advice: Stop the crusher and check the grease.');
    expect(thread).toBe('<andon.e1.recommendation.r-17@andon>');
  });
});

describe('a route that tells recommendations', () => {
  const steps = [{ sink: 'ops', afterS: 0 }];
  it('is asked for by name: without a word a route tells alarms', () => {
    expect(checked(routeForm, { name: 'r', conditions: {}, steps }).tells).toBe('alarms');
  });

  it.each([
    [{ conditions: { kinds: ['created'] }, steps }, /^conditions\.kinds are of routes that tell recommendations/],
    [{ tells: 'recommendations', conditions: {}, steps: [...steps, { sink: 'b', afterS: 60 }] }, /^steps must be one/],
    [{ tells: 'recommendations', conditions: {}, steps, repeats: 1 }, /^steps must be one, without repeats/],
    [{ tells: 'recommendations', conditions: { kinds: ['burnt'] }, steps }, /^conditions\.kinds\.0/],
  ])('is refused as %j', (given, reason) => {
    expect(() => checked(routeForm, { name: 'r', ...given })).toThrow(reason);
  });
});
