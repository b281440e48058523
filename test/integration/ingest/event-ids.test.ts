import { describe, expect, it } from 'vitest';
import type { TagValue } from '../../../src/domain/readings/reading.ts';
import { useGateway } from '../../support/fixtures/gateway-fixture.ts';

const site = useGateway();
const { machine, reading, submit, storedValues } = site;

describe('an event id', () => {
  const withId = (second: number, value: TagValue, eventId: string) =>
    reading(second, value, { eventId: `${machine()}-${eventId}` });

  it('an event id whose reading is no longer stored makes no duplicate of another sensor’s reading', async () => {
    await submit(reading(0, 5, { eventId: `${machine()}-once`, sensorType: 'old' }));
    await site.pool.query(
      `DELETE FROM andon.telemetry_bronze USING andon.sensor WHERE sensor.sensor_id = telemetry_bronze.sensor_id AND equipment_id = $1`,
      [machine()],
    );
    expect(await submit(reading(1, 5, { eventId: `${machine()}-once`, sensorType: 'new' }))).toMatchObject({
      accepted: 0,
      duplicates: 0,
      rejected: [{ code: 'CONFLICTING_DUPLICATE' }],
    });
  });

  it('names one reading of one sensor: under it a reading of another machine or sensor is told, not taken for the same', async () => {
    expect(await submit(withId(30, 5, 'shared'))).toMatchObject({ accepted: 1 });
    for (const other of [{ equipmentId: `${machine()}-B` }, { sensorType: 'other' }]) {
      expect(await submit({ ...withId(30, 5, 'shared'), ...other })).toMatchObject({
        accepted: 0,
        duplicates: 0,
        rejected: [{ code: 'CONFLICTING_DUPLICATE', message: expect.stringContaining('another sensor') }],
      });
    }
    const twoAtOnce = [withId(31, 7, 'pair'), { ...withId(31, 7, 'pair'), sensorType: 'other' }];
    expect(await submit(...twoAtOnce)).toMatchObject({ accepted: 1, duplicates: 0, rejected: [{ index: 1 }] });
    // The same reading again, and under the time of a later attempt, stays a duplicate.
    expect(await submit(withId(30, 5, 'shared'), withId(32, 5, 'shared'))).toMatchObject({
      accepted: 0,
      duplicates: 2,
      rejected: [],
    });
  });

  it('sent again with the same value is a duplicate, even under another time', async () => {
    await submit(withId(0, 1, 'a'));
    expect(await submit(withId(0, 1, 'a'))).toMatchObject({ accepted: 0, duplicates: 1 });
    expect(await submit(withId(9, 1, 'a'))).toMatchObject({ accepted: 0, duplicates: 1 });
    expect(await storedValues()).toEqual([1]);
  });

  it('sent again with another value conflicts, under the same time and under another', async () => {
    await submit(withId(0, 1, 'a'));
    const result = await submit(withId(0, 2, 'a'), withId(9, 2, 'a'));
    expect(result.rejected.map(({ code }) => code)).toEqual(['CONFLICTING_DUPLICATE', 'CONFLICTING_DUPLICATE']);
    expect(await storedValues()).toEqual([1]);
  });

  it('twice in one request is stored once; the second is a duplicate or a conflict by its value', async () => {
    const result = await submit(
      withId(0, 1, 'a'),
      withId(0, 1, 'a'),
      withId(5, 1, 'a'),
      withId(6, 2, 'a'),
      withId(7, 3, 'b'),
    );
    expect(result).toMatchObject({
      accepted: 2,
      duplicates: 2,
      rejected: [{ index: 3, code: 'CONFLICTING_DUPLICATE' }],
    });
    expect(await storedValues()).toEqual([1, 3]);
  });

  it('belongs to its site alone', async () => {
    expect(await submit(withId(0, 1, 'a'), { ...withId(0, 2, 'a'), siteId: 'north' })).toMatchObject({ accepted: 2 });
  });

  it('of a reading that was rejected is free for the corrected one', async () => {
    await submit(reading(0, 5));
    expect(await submit(withId(0, 7, 'a'))).toMatchObject({ rejected: [{ code: 'CONFLICTING_DUPLICATE' }] });
    expect(await submit(withId(1, 5, 'a'))).toMatchObject({ accepted: 1, duplicates: 0 });
    expect(await storedValues()).toEqual([5, 5]);
  });

  it('holds among clients that send it at once: one is stored, all others are told so', async () => {
    const results = await Promise.all(Array.from({ length: 20 }, () => submit(withId(0, 1, 'a'), withId(1, 2, 'b'))));
    expect(results.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(2);
    expect(results.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBe(38);
  });
});
