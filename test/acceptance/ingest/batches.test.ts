import { describe, expect, it } from 'vitest';
import { IngestReadings, IngestSeries, QuarantineQuery } from '../../support/clients/operations.ts';
import { minuteAgoMs, reading, type SentReading } from '../../support/readings/readings.ts';
import { useSite } from '../../support/server/server-fixture.ts';

const badPlaces = { noEquipment: 7, infinite: 42, future: 99 } as const;

function hundredReadings(startMs: number): SentReading[] {
  const readings = Array.from({ length: 100 }, (_, index) =>
    reading(`PUMP-${index % 10}`, 'flow', 10 + index / 100, startMs + index * 100),
  );
  readings[badPlaces.noEquipment] = { sensorType: 'flow', value: 7, timestamp: new Date(startMs).toISOString() };
  readings[badPlaces.infinite] = reading('PUMP-X', 'flow', { not: 'a value' }, startMs);
  readings[badPlaces.future] = reading('PUMP-Y', 'flow', 9, Date.now() + 3_600_000);
  return readings;
}

describe('One bad reading never fails its neighbours', () => {
  const site = useSite();
  const readings = hundredReadings(minuteAgoMs(2));
  const namedBad = [
    { index: badPlaces.noEquipment, code: 'MISSING_EQUIPMENT' },
    { index: badPlaces.infinite, code: 'INVALID_VALUE' },
    { index: badPlaces.future, code: 'TIMESTAMP_IN_FUTURE' },
  ];

  it('a batch of 100 with three bad readings stores 97 and names the three', async () => {
    const { ingestReadings } = await site.http.request(IngestReadings, { readings });
    expect(ingestReadings.accepted).toBe(97);
    expect(ingestReadings.duplicates).toBe(0);
    expect(ingestReadings.rejected.map(({ index, code }) => ({ index, code }))).toEqual(namedBad);
    for (const { message } of ingestReadings.rejected) expect(message).toMatch(/\S/);
    expect(await site.sql.number('SELECT count(*) FROM andon.telemetry_bronze')).toBe(97);
  });

  it('the same batch again stores nothing and says 97 duplicates', async () => {
    const { ingestReadings } = await site.http.request(IngestReadings, { readings });
    expect(ingestReadings.accepted).toBe(0);
    expect(ingestReadings.duplicates).toBe(97);
    expect(ingestReadings.rejected.map(({ index }) => index)).toEqual(namedBad.map(({ index }) => index));
    expect(await site.sql.number('SELECT count(*) FROM andon.telemetry_bronze')).toBe(97);
  });

  it('the same key twice in one batch is stored once', async () => {
    const once = reading('PUMP-TWICE', 'flow', 5, minuteAgoMs(1));
    const { ingestReadings } = await site.http.request(IngestReadings, { readings: [once, once, once] });
    expect(ingestReadings).toMatchObject({ accepted: 1, duplicates: 2, rejected: [] });
  });

  it('the same key with another value is named as conflicting, in one batch and across batches', async () => {
    const atMs = minuteAgoMs(1);
    const first = await site.http.request(IngestReadings, {
      readings: [
        reading('PUMP-C', 'flow', 5, atMs),
        reading('PUMP-C', 'flow', 6, atMs),
        reading('PUMP-D', 'flow', 1, atMs),
      ],
    });
    expect(first.ingestReadings.accepted).toBe(2);
    expect(first.ingestReadings.rejected).toMatchObject([{ index: 1, code: 'CONFLICTING_DUPLICATE' }]);
    const second = await site.http.request(IngestReadings, { readings: [reading('PUMP-C', 'flow', 7, atMs)] });
    expect(second.ingestReadings).toMatchObject({ accepted: 0, duplicates: 0 });
    expect(second.ingestReadings.rejected).toMatchObject([{ index: 0, code: 'CONFLICTING_DUPLICATE' }]);
  });

  it('an eventId names a reading: again is a duplicate, with another value a conflict', async () => {
    const atMs = minuteAgoMs(1);
    const sent = reading('PUMP-E', 'flow', 5, atMs, { eventId: 'evt-1' });
    await site.http.request(IngestReadings, { readings: [sent] });
    const again = await site.http.request(IngestReadings, { readings: [sent] });
    expect(again.ingestReadings).toMatchObject({ accepted: 0, duplicates: 1, rejected: [] });
    const other = await site.http.request(IngestReadings, {
      readings: [reading('PUMP-E', 'flow', 6, atMs + 1, { eventId: 'evt-1' })],
    });
    expect(other.ingestReadings.rejected).toMatchObject([{ index: 0, code: 'CONFLICTING_DUPLICATE' }]);
  });

  it('quarantine keeps what was refused, with the original', async () => {
    const { quarantine } = await site.http.request(QuarantineQuery, {
      filter: { codes: ['TIMESTAMP_IN_FUTURE'], equipmentIds: ['PUMP-Y'] },
    });
    const entries = quarantine.edges.map(({ node }) => node);
    expect(entries.length).toBeGreaterThanOrEqual(1);
    for (const entry of entries) {
      expect(entry).toMatchObject({ code: 'TIMESTAMP_IN_FUTURE', equipmentId: 'PUMP-Y' });
      expect(JSON.stringify(entry.original)).toContain(readings[badPlaces.future]?.timestamp);
    }
  });

  it('columns of a series are counted through all series in order, with the same rules', async () => {
    const startMs = minuteAgoMs(3);
    const timestamps = [0, 1_000, 2_000].map((offsetMs) => new Date(startMs + offsetMs).toISOString());
    const series = [
      { equipmentId: 'PUMP-S', sensorType: 'flow', timestamps, values: [1, 2, 3] },
      {
        tagPath: '[default]Plant/PUMP_T/Flow',
        timestamps: [...timestamps.slice(0, 2), '9999-01-01T00:00:00Z'],
        values: [4, 5, 6],
      },
    ];
    const first = await site.http.request(IngestSeries, { series });
    expect(first.ingestSeries.accepted).toBe(5);
    expect(first.ingestSeries.rejected).toMatchObject([{ index: 5, code: 'TIMESTAMP_IN_FUTURE' }]);
    const again = await site.http.request(IngestSeries, { series });
    expect(again.ingestSeries).toMatchObject({ accepted: 0, duplicates: 5 });
    expect(
      await site.sql.number(`SELECT count(*) FROM sensor_data WHERE equipment_id = 'PUMP_T' AND sensor_type = 'Flow'`),
    ).toBe(2);
  });
});
