import { describe, expect, it } from 'vitest';
import type { Alarm } from '../../../src/domain/alarms/alarm.ts';
import type { AlarmMessageKind } from '../../../src/domain/notify/message.ts';
import { pagerDutyEvent } from '../../../src/notify/pagerduty/pagerduty-event.ts';
import { cloudEventOf } from '../../../src/notify/webhook/cloud-event.ts';
import { message } from '../../support/notify/messages.ts';

const sent = (kind: AlarmMessageKind, of: Partial<Alarm> = {}) => {
  const body = pagerDutyEvent(message({ kind }, of), 'key');
  return body === null ? null : JSON.parse(body);
};

describe('PagerDuty', () => {
  it('is told of an alarm as an incident, within the lengths that it takes', () => {
    expect(sent('raised', { sentence: 'x'.repeat(2_000) })).toMatchObject({
      routing_key: 'key',
      event_action: 'trigger',
      dedup_key: 'andon/e1/17',
      payload: {
        summary: `north/CRUSH 1: ${'x'.repeat(1_008)}…`,
        source: 'north/CRUSH 1',
        severity: 'critical',
        timestamp: '2026-03-01T03:00:00.000Z',
        component: 'CRUSH 1',
        group: 'pit 2',
        class: 'bearing_temperature_high',
      },
    });
  });

  it('is told no half of a character, and of a text without end its beginning', () => {
    const { payload } = sent('raised', { sentence: '😀'.repeat(100_000) });
    expect(payload.summary).toMatch(/^north\/CRUSH 1: (?:😀)+…$/u);
    expect(cloudEventOf(message({}, { sentence: '😀'.repeat(100_000) })).length).toBeLessThan(10_000);
  });

  it.each<[AlarmMessageKind, Partial<Alarm>, string | null]>([
    ['raised', {}, 'trigger'],
    ['worsened', {}, 'trigger'],
    ['realarmed', {}, 'trigger'],
    ['escalated', {}, 'trigger'],
    ['acknowledged', { state: 'acknowledged' }, 'acknowledge'],
    ['shelved_timed', { state: 'shelved' }, 'acknowledge'],
    ['returned', { state: 'shelved', isActive: false }, 'resolve'],
    ['unshelved', { state: 'unacknowledged' }, 'trigger'],
    ['returned', { state: 'returned', isActive: false }, 'resolve'],
    ['acknowledged', { state: 'normal', isActive: false }, 'resolve'],
    ['suppressed', { state: 'suppressed' }, 'resolve'],
    ['taken_out_of_service', { state: 'out_of_service' }, 'resolve'],
    ['commented', {}, null],
    ['silenced', {}, null],
  ])('of %s hears by one key what follows from the state %o: %s', (kind, of, action) => {
    const event = sent(kind, of);
    expect(event?.event_action ?? null).toBe(action);
    if (event !== null) expect(event.dedup_key).toBe('andon/e1/17');
  });

  it.each([
    ['low', 'info'],
    ['medium', 'warning'],
    ['high', 'error'],
    ['critical', 'critical'],
  ] as const)('hears of the severity %s as %s', (severity, told) => {
    expect(sent('raised', { severity })?.payload.severity).toBe(told);
  });
});
