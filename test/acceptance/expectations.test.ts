import { expect, it } from 'vitest';
import { ExpectationsQuery, IngestReadings, QuarantineQuery } from '../support/operations.ts';
import { reading } from '../support/readings.ts';
import { useSite } from '../support/server-fixture.ts';
import { until } from '../support/until.ts';

const site = useSite();

it('an analyst sees what was dropped or warned of, why, how much and since when', async () => {
  const { expectations: before } = await site.http.request(ExpectationsQuery, {});
  expect(before.every(({ readings, percent, first }) => readings === 0 && percent === null && first === null)).toBe(
    true,
  );
  const sentAtMs = Date.now();
  const { ingestReadings } = await site.http.request(IngestReadings, {
    readings: [
      reading('PUMP-1', 'temperature', 20),
      reading('PUMP-1', 'flow', 20, Date.now(), { quality: 'UNCERTAIN' }),
      reading('PUMP-1', 'pressure', 3, Date.now(), { units: '°C' }),
      reading('PUMP-2', 'temperature', 20, Date.now() + 3_600_000),
    ],
  });
  expect(ingestReadings).toMatchObject({ accepted: 3, rejected: [{ code: 'TIMESTAMP_IN_FUTURE' }] });
  await until('the pipeline has dropped what contradicts its unit', async () => {
    const { quarantine } = await site.http.request(QuarantineQuery, {});
    return quarantine.edges.some(({ node }) => node.code === 'UNIT_MISMATCH');
  });
  const { expectations } = await site.http.request(ExpectationsQuery, {});
  const unmet = expectations.filter(({ readings }) => readings > 0);
  expect(
    unmet.map(({ name, layer, action, code, flag, percent }) => [name, layer, action, code, flag, percent]),
  ).toEqual([
    ['time_not_in_future', 'DOOR', 'DROP', 'TIMESTAMP_IN_FUTURE', null, 25],
    ['unit_convertible', 'SILVER', 'DROP', 'UNIT_MISMATCH', null, 25],
    ['quality_good', 'SILVER', 'WARN', null, 2, 25],
  ]);
  for (const { first, last, counts } of unmet) {
    expect(Date.parse(String(first))).toBeGreaterThanOrEqual(Math.floor(sentAtMs / 60_000) * 60_000);
    expect(counts).toEqual({ times: [first], readings: [1] });
    expect(last).toBe(first);
  }
});

it('a range of too many minutes is refused with the way out', async () => {
  const failure = await site.http.failure(ExpectationsQuery, {
    from: '2026-03-01T00:00:00Z',
    to: '2026-03-09T00:00:00Z',
  });
  expect(failure).toMatchObject({ code: 'TOO_COMPLEX', message: expect.stringContaining('larger stepMinutes') });
});
