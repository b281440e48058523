import { describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../../../src/domain/global-id.ts';
import type { ReceivedReading } from '../../../src/domain/readings/reading.ts';
import { checkReading, isRejection } from '../../../src/ingest/check-reading.ts';
import { quarantined } from '../../../src/ingest/quarantined.ts';
import { maxIdLength } from '../../../src/limits.ts';

const nowMs = Date.parse('2026-03-10T12:00:00Z');
const limits = { oldestMs: nowMs - 30 * 86_400_000, newestMs: nowMs + 300_000 };
const good: ReceivedReading = {
  index: 0,
  equipmentId: 'HT_001',
  sensorType: 'temperature',
  value: 71.5,
  timestamp: '2026-03-10T11:59:59.123Z',
};

function check(more: Partial<ReceivedReading>) {
  return checkReading({ ...good, ...more }, limits);
}

function codeOf(more: Partial<ReceivedReading>): string | null {
  const result = check(more);
  return isRejection(result) ? result.code : null;
}

function nested(depth: number): Record<string, unknown> {
  let value: Record<string, unknown> = {};
  for (let level = 0; level < depth; level++) value = { a: value };
  return value;
}

const megabyte = 'x'.repeat(1_048_576);
const loneSurrogate = 'a\uD800b';

describe('a reading whose equipment is named by its global id', () => {
  const equipmentId = encodeGlobalId({ type: 'Equipment', siteId: 'north', equipmentId: 'PUMP-1' });

  it('is of that machine at that site, whether the site stands beside it or not', () => {
    for (const siteId of [undefined, null, 'north', ' north ']) {
      expect(check({ equipmentId, siteId })).toMatchObject({ siteId: 'north', equipmentId: 'PUMP-1' });
    }
  });

  it('is rejected where another site stands beside it, or where the id is of something else', () => {
    expect(codeOf({ equipmentId, siteId: 'south' })).toBe('INVALID_ID');
    expect(codeOf({ equipmentId: encodeGlobalId({ type: 'Anomaly', anomalyId: 7 }) })).toBe('INVALID_ID');
  });

  it('is rejected where its sender does not reach the site that the id names, or the one beside it', () => {
    const sent = (more: Partial<ReceivedReading>) =>
      checkReading({ ...good, equipmentId, ...more }, limits, { siteIds: ['south'] });
    expect(sent({})).toMatchObject({ code: 'SITE_FORBIDDEN' });
    expect(sent({ siteId: 'north' })).toMatchObject({ code: 'SITE_FORBIDDEN' });
  });

  it('is kept in quarantine under the names of the plant', () => {
    const kept = quarantined({ ...good, equipmentId }, { code: 'INVALID_VALUE', message: 'none' });
    expect(kept).toMatchObject({ siteId: 'north', equipmentId: 'PUMP-1' });
  });
});

describe('a good reading', () => {
  it('is taken with every column that it needs and nothing invented', () => {
    expect(check({})).toEqual({
      siteId: 'default',
      equipmentId: 'HT_001',
      sensorType: 'temperature',
      eventTimeMs: nowMs - 877,
      value: 71.5,
      units: null,
      quality: 0,
      eventId: null,
      extra: null,
    });
  });

  it('takes its equipment and sensor from the tag path, which is kept as sent', () => {
    const tagPath = '[default]Mining/Equipment/HT_001/Speed_KPH';
    expect(check({ equipmentId: undefined, sensorType: null, tagPath })).toMatchObject({
      equipmentId: 'HT_001',
      sensorType: 'Speed_KPH',
      extra: { tagPath },
    });
  });

  it('believes equipmentId and sensorType before the tag path', () => {
    expect(check({ sensorType: null, tagPath: 'CR_002/Vibration' })).toMatchObject({
      equipmentId: 'HT_001',
      sensorType: 'Vibration',
    });
    expect(check({ tagPath: 'no equipment' })).toMatchObject({ equipmentId: 'HT_001', sensorType: 'temperature' });
  });

  it.each([0, -0, 1e308, 5e-324, true, false, '', 'RUNNING', '😀', 'x'.repeat(4_096)])(
    'may have the value %j',
    (value) => {
      expect(check({ value })).toMatchObject({ value });
    },
  );

  it.each([
    [undefined, 0],
    [null, 0],
    ['GOOD', 0],
    ['uncertain', 1],
    ['Bad', 2],
  ])('a good reading of quality %j is stored as %d', (quality, code) => {
    expect(check({ quality })).toMatchObject({ quality: code });
  });

  it.each([
    ['2026-03-10T13:59:59.123+02:00', -877],
    ['2026-03-10 11:59:59Z', -1_000],
    ['2026-03-10t11:59:59z', -1_000],
    ['2026-03-10T11:59:59.123999999Z', -877],
    ['2026-03-10 11:59:59,123Z', -877],
    ['2026-03-10T12:59:59.123+0100', -877],
    ['2026-03-10T12:59:59.123+01', -877],
    ['2026-02-28T23:59:60Z', Date.parse('2026-03-01T00:00:00Z') - nowMs],
    ['2026-03-01T00:59:60.250+01:00', Date.parse('2026-03-01T00:00:00.250Z') - nowMs],
    [nowMs - 0.5, -1],
    [nowMs, 0],
    [`${nowMs - 5}`, -5],
    [' 1.77314399e12 ', 1_773_143_990_000 - nowMs],
    ['2026-03-10T12:05:00Z', 300_000],
    ['2026-02-08T12:00:00Z', -30 * 86_400_000],
  ])('may have the time %j', (timestamp, offsetMs) => {
    expect(check({ timestamp })).toMatchObject({ eventTimeMs: nowMs + offsetMs });
  });

  it('may say that there is no value, of quality BAD', () => {
    expect(check({ value: null, quality: 'BAD' })).toMatchObject({ value: null, quality: 2 });
  });

  it('may have an empty unit, which means none', () => {
    expect(check({ units: '' })).toMatchObject({ units: null });
  });

  it('may be called by the names of JavaScript itself', () => {
    const names = {
      siteId: 'toString',
      equipmentId: '__proto__',
      sensorType: 'constructor',
      eventId: 'hasOwnProperty',
    };
    expect(check(names)).toMatchObject(names);
  });

  it('keeps its attributes, those with odd names too', () => {
    const attributes: Record<string, unknown> = JSON.parse('{"__proto__": {"a": 1}, "text": "\\\\u0000 written out"}');
    const result = check({ attributes });
    expect(isRejection(result) ? result : JSON.stringify(result.extra)).toBe(JSON.stringify({ attributes }));
  });
});

describe('a bad reading is rejected by name', () => {
  it.each<[string, string, Partial<ReceivedReading>]>([
    ['MISSING_EQUIPMENT', 'no equipment', { equipmentId: undefined }],
    ['MISSING_SENSOR', 'no sensor', { sensorType: null }],
    ['INVALID_TAG_PATH', 'a tag path without equipment', { equipmentId: null, tagPath: '[default]Speed' }],
    ['INVALID_TAG_PATH', 'a tag path of 1 MB', { equipmentId: null, tagPath: megabyte }],
    ['INVALID_TAG_PATH', 'a tag path that is a number', { equipmentId: null, tagPath: 7 }],
    ['INVALID_TAG_PATH', 'NUL in the tag path', { equipmentId: null, tagPath: 'a/b\0/c' }],
    ['INVALID_ID', 'an equipment id of 1 MB', { equipmentId: megabyte }],
    ['INVALID_ID', 'an id one character too long', { equipmentId: 'x'.repeat(maxIdLength + 1) }],
    ['INVALID_ID', 'an empty equipment id', { equipmentId: '' }],
    ['INVALID_ID', 'an equipment id that is a number', { equipmentId: 2 ** 60 }],
    ['INVALID_ID', 'an event id that is a number', { eventId: 2 ** 60 }],
    ['INVALID_ID', 'NUL in the equipment id', { equipmentId: 'HT\0' }],
    ['INVALID_ID', 'a lone surrogate in the sensor type', { sensorType: loneSurrogate }],
    ['INVALID_ID', 'a site that is no text', { siteId: { toString: () => 'north' } }],
    ['INVALID_ID', 'an id that is a list', { equipmentId: ['HT_001'] }],
    ['INVALID_ID', 'an event id of 1 MB', { eventId: megabyte }],
    ['INVALID_ID', 'an empty event id', { eventId: '' }],
    ['INVALID_ID', 'an event id that is a number', { eventId: 7 }],
    ['INVALID_VALUE', 'no value', { value: undefined }],
    ['INVALID_VALUE', 'null', { value: null }],
    ['INVALID_VALUE', 'null of quality UNCERTAIN', { value: null, quality: 'UNCERTAIN' }],
    ['INVALID_VALUE', 'null of a quality nobody knows', { value: null, quality: 'bad?' }],
    ['INVALID_VALUE', 'no value of quality BAD', { value: undefined, quality: 'BAD' }],
    ['INVALID_VALUE', 'the text NaN', { value: 'NaN' }],
    ['INVALID_VALUE', 'the text -infinity', { value: ' -infinity' }],
    ['INVALID_VALUE', 'a text beyond every number', { value: '1e400' }],
    ['INVALID_VALUE', 'Infinity', { value: Number.POSITIVE_INFINITY }],
    ['INVALID_VALUE', '−Infinity', { value: Number.NEGATIVE_INFINITY }],
    ['INVALID_VALUE', 'NaN', { value: Number.NaN }],
    ['INVALID_VALUE', 'an object', { value: {} }],
    ['INVALID_VALUE', 'a list', { value: [1] }],
    ['INVALID_VALUE', 'text of 1 MB', { value: megabyte }],
    ['INVALID_VALUE', 'NUL in the text', { value: 'RUN\0' }],
    ['INVALID_VALUE', 'a lone surrogate in the text', { value: loneSurrogate }],
    ['INVALID_TIMESTAMP', 'no time', { timestamp: undefined }],
    ['INVALID_TIMESTAMP', 'null for a time', { timestamp: null }],
    ['INVALID_TIMESTAMP', 'NaN for a time', { timestamp: Number.NaN }],
    ['INVALID_TIMESTAMP', 'words for a time', { timestamp: 'yesterday' }],
    ['INVALID_TIMESTAMP', 'a time without zone', { timestamp: '2026-03-10T11:59:59' }],
    ['INVALID_TIMESTAMP', 'a day alone', { timestamp: '2026-03-10' }],
    ['INVALID_TIMESTAMP', 'month 13', { timestamp: '2026-13-01T00:00:00Z' }],
    ['INVALID_TIMESTAMP', '30 February', { timestamp: '2026-02-30T00:00:00Z' }],
    ['INVALID_TIMESTAMP', '29 February of a common year', { timestamp: '2026-02-29T00:00:00Z' }],
    ['INVALID_TIMESTAMP', 'hour 24', { timestamp: '2026-03-09T24:00:00Z' }],
    ['INVALID_TIMESTAMP', 'a zone of 25 hours', { timestamp: '2026-03-10T11:00:00+25:00' }],
    ['INVALID_TIMESTAMP', 'a leap second in the middle of a month', { timestamp: '2026-03-09T23:59:60Z' }],
    ['INVALID_TIMESTAMP', 'minute 60', { timestamp: '2026-03-10T10:60:00Z' }],
    ['INVALID_TIMESTAMP', 'a year of six digits', { timestamp: '+292278994-08-17T07:12:55.807Z' }],
    ['INVALID_TIMESTAMP', 'seconds', { timestamp: Math.floor(nowMs / 1_000) }],
    ['INVALID_TIMESTAMP', 'seconds as a text', { timestamp: `${nowMs / 1_000}` }],
    ['INVALID_TIMESTAMP', 'seconds of a clock that begins in 1980', { timestamp: 315_532_800 }],
    ['INVALID_TIMESTAMP', 'microseconds', { timestamp: nowMs * 1_000 }],
    ['INVALID_TIMESTAMP', 'nanoseconds', { timestamp: nowMs * 1_000_000 }],
    ['INVALID_TIMESTAMP', 'a file time of Windows', { timestamp: 134_000_000_000_000_000 }],
    ['INVALID_TIMESTAMP', 'a date in digits', { timestamp: 20_260_310_115_959 }],
    ['INVALID_TIMESTAMP', 'a date in digits as text', { timestamp: '20260310' }],
    ['INVALID_TIMESTAMP', 'a true time', { timestamp: true }],
    ['INVALID_TIMESTAMP', 'an object for a time', { timestamp: new Date(nowMs) }],
    ['TIMESTAMP_IN_FUTURE', 'a millisecond too far ahead', { timestamp: nowMs + 300_001 }],
    ['TIMESTAMP_IN_FUTURE', 'the year 9999', { timestamp: '9999-12-31T23:59:59Z' }],
    ['TIMESTAMP_IN_FUTURE', 'an infinite time', { timestamp: Number.POSITIVE_INFINITY }],
    ['TIMESTAMP_IN_FUTURE', 'a number past every date', { timestamp: 1e300 }],
    ['TIMESTAMP_TOO_OLD', 'a millisecond beyond retention', { timestamp: limits.oldestMs - 1 }],
    ['TIMESTAMP_TOO_OLD', 'the year 0', { timestamp: '0000-01-01T00:00:00Z' }],
    ['TIMESTAMP_TOO_OLD', 'the beginning of 1970', { timestamp: 0 }],
    ['TIMESTAMP_TOO_OLD', 'the year 1 in milliseconds', { timestamp: -62_135_596_800_000 }],
    ['TIMESTAMP_TOO_OLD', 'the year 1', { timestamp: '0001-01-01T00:00:00Z' }],
    ['TIMESTAMP_TOO_OLD', 'minus infinity', { timestamp: Number.NEGATIVE_INFINITY }],
    ['INVALID_QUALITY', 'a quality nobody knows', { quality: 'EXCELLENT' }],
    ['INVALID_QUALITY', 'a quality that is a number', { quality: 0 }],
    ['INVALID_QUALITY', 'an empty quality', { quality: '' }],
    ['INVALID_UNITS', 'units that are a number', { units: 7 }],
    ['INVALID_UNITS', 'units that are too long', { units: 'm'.repeat(51) }],
    ['INVALID_UNITS', 'NUL in the units', { units: '\0' }],
    ['INVALID_ATTRIBUTES', 'attributes that are text', { attributes: '{}' }],
    ['INVALID_ATTRIBUTES', 'attributes that are a list', { attributes: [] }],
    ['INVALID_ATTRIBUTES', 'attributes that are too long', { attributes: { a: 'x'.repeat(8_192) } }],
    ['INVALID_ATTRIBUTES', 'NUL in the attributes', { attributes: { a: ['\0'] } }],
    ['INVALID_ATTRIBUTES', 'NUL in an attribute’s name', { attributes: { 'a\0': 1 } }],
    ['INVALID_ATTRIBUTES', 'NUL after a backslash', { attributes: { a: '\\\0' } }],
    ['INVALID_ATTRIBUTES', 'a lone surrogate in the attributes', { attributes: { a: loneSurrogate } }],
    ['INVALID_ATTRIBUTES', 'attributes nested 100,000 deep', { attributes: nested(100_000) }],
  ])('%s for %s', (code, _what, more) => {
    expect(codeOf(more)).toBe(code);
  });

  it('a reading without form or with a misspelt field is rejected with that reason', () => {
    const fault = { code: 'UNKNOWN_FIELD', message: 'field "unit" is not known; units is' } as const;
    expect(check({ fault })).toEqual(fault);
    const elsewhere = checkReading({ ...good, siteId: 'north', fault }, limits, { siteIds: ['south'] });
    expect(elsewhere).toMatchObject({ code: 'SITE_FORBIDDEN' });
  });

  it('tells in words what would have been right', () => {
    expect(check({ timestamp: nowMs + 600_000 })).toMatchObject({
      message: expect.stringContaining('2026-03-10T12:05:00.000Z'),
    });
    expect(check({ value: null })).toMatchObject({ message: expect.stringContaining('number') });
  });
});
