/** Readings as no well-behaved sender writes them. */
import fc from 'fast-check';

/** Texts that break what looks at them carelessly. */
export const oddTexts = [
  '',
  ' ',
  'null',
  'NaN',
  '-Infinity',
  '1e999',
  '0x1f',
  '1,5',
  '𝟙𝟚',
  '\u0000',
  'a\ud800',
  '\udc00b',
  '\u202eabc',
  '\ufeffx',
  '__proto__',
  'constructor',
  "'; DROP TABLE andon.sensor; --",
  '{"a"}',
  '\\',
  '%s%n',
  '#{7*7}',
  '../../etc/passwd',
  '<script>alert(1)</script>',
  '=cmd|calc',
  'x'.repeat(5_000),
  '[provider]Folder/HT_001/Speed_KPH',
  '[]',
  '[a]/',
  '2026-02-30T00:00:00Z',
  '2026-11-30T12:00:00+99:99',
  '99999-01-01T00:00:00Z',
  '-000001-01-01T00:00:00Z',
];

const oddNumbers = [
  0,
  -0,
  1,
  -1,
  1.5,
  1e308,
  -1e308,
  5e-324,
  2 ** 53,
  -(2 ** 53) - 2,
  2 ** 31,
  1e21,
  253_402_300_800_000,
];

export const odd: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...oddTexts) },
  { weight: 3, arbitrary: fc.constantFrom(...oddNumbers) },
  { weight: 2, arbitrary: fc.constantFrom(null, true, false, [], {}, [[]], { toString: 1 }, { valueOf: null }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);

/** Mostly what is right, so that the fault of one field is not hidden by another's. */
const mostly = (right: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 6, arbitrary: right }, { weight: 1, arbitrary: odd });

const number = (most: number) => fc.integer({ min: 0, max: most });
const equipmentId = mostly(number(20).map((n) => `FUZZ-${n}`));
const sensorType = mostly(number(5).map((n) => `sensor_${n}`));
/** Within the last hour, as text or as a number. */
const timestamp = (nowMs: number) =>
  mostly(number(3_600_000).chain((ago) => fc.constantFrom<unknown>(new Date(nowMs - ago).toISOString(), nowMs - ago)));
const value = mostly(fc.oneof(fc.double({ noNaN: true }), number(100), fc.constantFrom<unknown>('running', true)));

export function hostileReadings(nowMs: number): fc.Arbitrary<unknown> {
  const reading = fc.record(
    {
      equipmentId,
      sensorType,
      value,
      timestamp: timestamp(nowMs),
      siteId: mostly(fc.constant('north')),
      units: mostly(fc.constantFrom<unknown>('°C', 'kPa', '')),
      quality: mostly(fc.constantFrom<unknown>('GOOD', 'BAD', 'UNCERTAIN')),
      eventId: mostly(number(1_000_000).map(String)),
      tagPath: mostly(fc.constant('[default]Mine/HT_001/Speed_KPH')),
      attributes: mostly(fc.dictionary(fc.constantFrom('a', '__proto__', 'toString', ''), odd, { maxKeys: 3 })),
      [`unit`]: odd,
    },
    { requiredKeys: ['equipmentId', 'sensorType', 'value', 'timestamp'] },
  );
  return fc.oneof({ weight: 30, arbitrary: reading }, { weight: 1, arbitrary: odd });
}

/** A series of up to ten readings, mostly with columns of one length. */
export function hostileSeries(nowMs: number): fc.Arbitrary<unknown> {
  const column = (of: fc.Arbitrary<unknown>) => fc.array(of, { minLength: 10, maxLength: 10 });
  return fc.oneof(
    {
      weight: 30,
      arbitrary: fc.record(
        {
          equipmentId,
          sensorType,
          timestamps: column(timestamp(nowMs)),
          values: column(value),
          qualities: column(mostly(fc.constantFrom<unknown>('GOOD', 'BAD'))),
          units: mostly(fc.constant('°C')),
          siteId: mostly(fc.constant('north')),
        },
        { requiredKeys: ['equipmentId', 'sensorType', 'timestamps', 'values'] },
      ),
    },
    { weight: 1, arbitrary: odd },
  );
}

/** A text with a few of its characters lost, doubled or replaced. */
export function damaged(text: string): fc.Arbitrary<string> {
  const place = fc.integer({ min: 0, max: text.length - 1 });
  const piece = fc.constantFrom(
    '',
    '"',
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '\\',
    '\u0000',
    '$',
    'NaN',
    '1e999',
    '\\ud800',
    '#',
    '"""',
    '@',
    '...',
    '(',
  );
  return fc
    .array(fc.tuple(place, piece), { minLength: 1, maxLength: 4 })
    .map((damages) => damages.reduce((sum, [at, by]) => sum.slice(0, at) + by + sum.slice(at + 1), text));
}
