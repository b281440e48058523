/** Ways of sending nonsense, and what a server has to answer. */
import { documentText } from '../clients/clients-http.ts';
import { IngestReadings } from '../clients/operations.ts';
import { reading, type SentReading } from './readings.ts';

/** One way of sending nonsense: a request's whole text, and what a server has to make of it. */
export interface BadInput {
  readonly name: string;
  /** Bad readings in one request; those that fail a request as a whole count as one. */
  readonly perRequest: number;
  /** The request's `readings`, as JSON or what passes for it; `good` are to be sent along. */
  readonly readings: (good: readonly SentReading[], n: number) => string;
  /** Codes with which each bad reading is rejected; `stored` for what is documented to be kept, `request` for a refusal as a whole. */
  readonly outcome: 'stored' | 'request' | readonly string[];
}

const atOnce = 100;
const text = JSON.stringify;
const longText = 'x'.repeat(1_000_000);
const overCap = Array.from({ length: 10_001 }, (_, index) => reading('OVER', 'flow', index, Date.now() - index));

/** The bad reading repeated between the good ones. */
function mixed(name: string, bad: (n: number) => string, outcome: BadInput['outcome'], perRequest = atOnce): BadInput {
  return {
    name,
    perRequest,
    outcome,
    readings: (good, n) => {
      const all = Array.from({ length: Math.max(perRequest, good.length) }, (_, index) => [
        ...(index < good.length ? [text(good[index])] : []),
        ...(index < perRequest ? [bad(n * perRequest + index)] : []),
      ]);
      return `[${all.flat().join(',')}]`;
    },
  };
}

const at = (timestamp: string) => () => text({ equipmentId: 'E-5', sensorType: 'flow', value: 1, timestamp });
const now = () => new Date().toISOString();

/** Nothing but the good readings. */
export const plain = mixed('good ones', () => '', 'stored', 0);

export const badInputs: readonly BadInput[] = [
  mixed('1e400', () => `{"equipmentId":"E-1","sensorType":"flow","value":1e400,"timestamp":"${now()}"}`, [
    'INVALID_VALUE',
  ]),
  mixed('NaN', () => `{"equipmentId":"E-1","sensorType":"flow","value":NaN,"timestamp":"${now()}"}`, ['INVALID_VALUE']),
  mixed('NUL bytes', (n) => text(reading(`E\u0000${n}`, 'flow', n)), ['INVALID_ID']),
  mixed('lone surrogates', (n) => text(reading('E-3', 'flow', `\ud800${n}`)), ['INVALID_VALUE']),
  mixed('ids of 1 MB', (n) => text(reading(`${longText}${n}`, 'flow', n)), ['INVALID_ID'], 2),
  mixed(
    '__proto__',
    (n) =>
      `{"equipmentId":"__proto__","sensorType":"constructor","value":${n},"timestamp":"${new Date(Date.now() - n).toISOString()}",` +
      '"attributes":{"__proto__":{"polluted":true}}}',
    'stored',
  ),
  { name: 'an empty batch', perRequest: 1, outcome: 'stored', readings: () => '[]' },
  { name: 'a batch over the cap', perRequest: 10_001, outcome: 'request', readings: () => text(overCap) },
  mixed('year 1', at('0001-01-01T00:00:00Z'), ['TIMESTAMP_TOO_OLD']),
  mixed('year 9999', at('9999-12-31T23:59:59.999Z'), ['TIMESTAMP_IN_FUTURE']),
  mixed('unknown equipment', (n) => text(reading(`NEVER-SEEN-${n}`, 'flow', n)), 'stored'),
  mixed('a tag path without equipment', () => text({ tagPath: '[default]Speed', value: 31, timestamp: now() }), [
    'INVALID_TAG_PATH',
  ]),
  mixed(
    'units that contradict each other',
    (n) =>
      text(reading('E-8', 'temperature', 20, Date.now() - n, { units: ['°C', '°F', 'bananas', 'bar'][n % 4] ?? '' })),
    'stored',
  ),
];

export function requestBody(input: BadInput, good: readonly SentReading[], n: number): string {
  return `{"query":${text(documentText(IngestReadings))},"variables":{"readings":${input.readings(good, n)}}}`;
}
