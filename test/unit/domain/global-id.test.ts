import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeGlobalId, encodeGlobalId, type GlobalId } from '../../../src/domain/global-id.ts';

/** What PostgreSQL can hold: any text but NUL and half a surrogate pair. */
const text = fc.string({ unit: 'binary' }).map((one) => one.replaceAll('\0', ''));
const number = fc.maxSafeNat();
const sensor = { siteId: text, equipmentId: text, sensorType: text };
const ids: fc.Arbitrary<GlobalId> = fc.oneof(
  fc.record({ type: fc.constant('Equipment' as const), siteId: text, equipmentId: text }),
  fc.record({ type: fc.constant('SensorDefinition' as const), ...sensor }),
  fc.record({ type: fc.constant('SensorStatus' as const), ...sensor }),
  fc.record({ type: fc.constant('Recommendation' as const), recommendationId: text }),
  fc.record({ type: fc.constant('RecommendationSnapshot' as const), recommendationId: text, number, token: text }),
  fc.record({ type: fc.constant('Anomaly' as const), anomalyId: number }),
  fc.record({ type: fc.constant('QuarantinedReading' as const), quarantineId: number }),
);

describe('A global id', () => {
  it('names again what it was made of, whatever letters the plant uses', () => {
    const check = fc.property(ids, (id) => {
      expect(decodeGlobalId(encodeGlobalId(id))).toEqual(id);
    });
    fc.assert(check);
  });

  it('is the same for equal things only', () => {
    const same = (a: GlobalId, b: GlobalId) =>
      JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
    const check = fc.property(ids, ids, (a, b) => {
      expect(encodeGlobalId(a) === encodeGlobalId(b)).toBe(same(a, b));
    });
    fc.assert(check);
  });

  it('goes into addresses and file names as it is', () => {
    const check = fc.property(ids, (id) => {
      expect(encodeGlobalId(id)).toMatch(/^[\w-]+$/);
    });
    fc.assert(check);
  });

  it.each([
    'PUMP-1',
    'HT_001',
    'HAUL-001',
    'RQAA',
    'RQAA-1',
    'AAAAAAAA',
    '42',
    '',
    '2ba572ee-544d-4fb0-b5f7-76cab109bb62',
    'x'.repeat(100_000),
    '\0\0\0\0\0\0',
  ])('is never taken for granted where a plant’s own name is given: %.40s', (name) => {
    expect(decodeGlobalId(name)).toBeNull();
  });

  const encoded = (letter: string, ...parts: readonly string[]) =>
    Buffer.from(`${letter}\0\0${parts.join('\0')}`).toString('base64url');
  it.each([
    ['a part too few', encoded('E', 'north')],
    ['a part too many', encoded('E', 'north', 'PUMP-1', 'x')],
    ['a letter that no type has', encoded('Z', 'north', 'PUMP-1')],
    ['a number with a leading zero', encoded('A', '007')],
    ['a number that is none', encoded('Q', '-1')],
    ['a number too large', encoded('Q', '9'.repeat(20))],
    ['padding', `${encodeGlobalId({ type: 'Anomaly', anomalyId: 7 })}=`],
    ['a blank', ` ${encodeGlobalId({ type: 'Anomaly', anomalyId: 7 })}`],
    ['another character at its end', `${encodeGlobalId({ type: 'Anomaly', anomalyId: 7 })}A`],
    ['bytes that are no text', Buffer.from([69, 0, 0, 255, 0, 254]).toString('base64url')],
  ])('with %s is none', (_, wrong) => {
    expect(decodeGlobalId(wrong)).toBeNull();
  });
});
