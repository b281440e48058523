import { describe, expect, it } from 'vitest';
import { receivedReading } from '../../../../src/domain/readings/received-reading.ts';

const sent = { equipmentId: 'A', sensorType: 's', value: 1, timestamp: 't' };

describe('a reading as it was sent', () => {
  it('is taken field by field, a whole number for an id as its digits', () => {
    expect(receivedReading({ ...sent, equipmentId: 5, eventId: 7, units: 'bar' }, 3)).toMatchObject({
      index: 3,
      equipmentId: '5',
      eventId: '7',
      sensorType: 's',
      value: 1,
      units: 'bar',
      timestamp: 't',
    });
    // Read as JSON it has lost its last digits: two ids of 64 bits would become one.
    const long = JSON.parse('1234567890123456789');
    expect(receivedReading({ ...sent, eventId: long }, 0)).toMatchObject({ eventId: long });
    expect(receivedReading({ ...sent, equipmentId: 5.5 }, 0)).toMatchObject({ equipmentId: 5.5 });
    expect(receivedReading({ ...sent, value: null }, 0).value).toBeNull();
    expect(receivedReading({ ...sent, value: undefined }, 0).value).toBeUndefined();
  });

  it.each([null, undefined, 5, 'text', true, [], [sent]])('%j is none, and is kept as it came', (odd) => {
    expect(receivedReading(odd, 1)).toMatchObject({
      index: 1,
      fault: { code: 'INVALID_READING' },
      original: odd ?? null,
    });
  });

  it('keeps fields of the sender’s own among its attributes, odd names too', () => {
    const own: object = JSON.parse('{"shift":"night","valve":true,"__proto__":{"a":1}}');
    const all = { ...sent, ...own };
    const taken = receivedReading(Object.defineProperty(all, '__proto__', { value: { a: 1 }, enumerable: true }), 0);
    expect(taken.fault).toBeUndefined();
    expect(JSON.stringify(taken.attributes)).toBe('{"shift":"night","valve":true,"__proto__":{"a":1}}');
    expect(taken).toMatchObject({ unknownFields: 3, value: 1 });
    expect(receivedReading({ ...sent, shift: 'night', attributes: { crew: 'B' } }, 0).attributes).toEqual({
      shift: 'night',
      crew: 'B',
    });
    expect(receivedReading({ ...sent, shift: 'night', attributes: 'text' }, 0).attributes).toBe('text');
  });

  it.each([
    ['unit', 'units'],
    ['Units', 'units'],
    ['uom', 'units'],
    ['event_id', 'eventId'],
    ['qualiy', 'quality'],
    ['site', 'siteId'],
    ['Tag-Path', 'tagPath'],
  ])('is not taken with a field %j, which has to be %s', (name, meant) => {
    const { fault, original } = receivedReading({ ...sent, [name]: 'x' }, 0);
    expect(fault).toMatchObject({ code: 'UNKNOWN_FIELD', message: expect.stringContaining(meant) });
    expect(original).toMatchObject({ [name]: 'x' });
    const both = receivedReading({ ...sent, [meant]: 'y', [name]: 'x' }, 0);
    expect(both.fault).toBeUndefined();
    expect(both.attributes).toEqual({ [name]: 'x' });
  });

  it('is not taken when it says a thing twice, beside its attributes and among them', () => {
    expect(receivedReading({ ...sent, shift: 'night', attributes: { shift: 'day' } }, 0).fault?.code).toBe(
      'UNKNOWN_FIELD',
    );
  });
});
