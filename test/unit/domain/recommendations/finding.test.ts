import { describe, expect, it } from 'vitest';
import {
  findingsFrom,
  type RecommendationFinding,
  storedFinding,
} from '../../../../src/domain/recommendations/finding.ts';

const found: Omit<RecommendationFinding, 'anomalyId' | 'version'> = {
  at: new Date('2026-01-06T05:00:00.250Z'),
  sensorType: 'vibration',
  detector: 'limit',
  subject: 'sensor',
  severity: 'high',
  issueType: 'vibration_high_high',
  sentence: 'vibration of CR_002 is 4.5 mm/s, above the critical limit of 4 mm/s.',
  value: 4.5,
  unit: 'mm/s',
  limit: { name: 'critical', value: 4 },
};
const stored = (more: Readonly<Record<string, unknown>> = {}) => ({ ...JSON.parse(storedFinding(found)), ...more });

describe('the findings of a recommendation', () => {
  it('are read as the pipeline stored them, with the anomaly and the version that the database adds', () => {
    expect(findingsFrom([stored({ anomaly_id: 7, version: 2 })])).toEqual([{ ...found, anomalyId: 7, version: 2 }]);
  });

  it('of the whole machine, without limit, unit and anomaly are read as such', () => {
    const read = findingsFrom([stored({ subject: 'equipment', limit: null, unit: null, anomaly_id: null })]);
    expect(read).toEqual([{ ...found, subject: 'equipment', limit: null, unit: null, anomalyId: null, version: 1 }]);
  });

  it.each([
    ['nothing', null],
    ['a text', '[]'],
    ['an object', { at: found.at.toISOString() }],
  ])('are none where another program has written %s', (_, written) => {
    expect(findingsFrom(written)).toEqual([]);
  });

  it.each([
    ['a number', 7],
    ['null', null],
    ['a list', []],
    ['a finding whose time is none', stored({ at: 'yesterday' })],
    ['a finding whose time is a number', stored({ at: 1 })],
    ['a finding without a severity that there is', stored({ severity: 'HIGH' })],
    ['a finding of the year 12,026', stored({ at: '+012026-01-06T05:00:00.000Z' })],
    ['a finding whose value is a text', stored({ value: '4.5' })],
    ['a finding whose value no double holds', stored({ value: Number.POSITIVE_INFINITY })],
    ['a finding without a sensor', stored({ sensor_type: null })],
    ['a finding without a detector', stored({ detector: 5 })],
    ['a finding without an issue', stored({ issue_type: undefined })],
  ])('that another program wrote as %s are left out, and those beside them are read', (_, written) => {
    expect(findingsFrom([written, stored()])).toHaveLength(1);
  });

  it('with odd members are read without those', () => {
    const odd = { sentence: 5, unit: {}, limit: { name: 'top', value: 4 }, anomaly_id: 1.5, version: 2 ** 31 };
    expect(findingsFrom([stored(odd)])).toEqual([
      { ...found, sentence: '', unit: null, limit: null, anomalyId: null, version: 1 },
    ]);
  });
});
