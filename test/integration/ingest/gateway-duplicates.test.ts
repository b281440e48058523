import { describe, expect, it } from 'vitest';
import { useGateway } from '../../support/fixtures/gateway-fixture.ts';

const site = useGateway();
const { baseMs, machine, reading, submit, storedValues } = site;

describe('readings that are sent again', () => {
  it('are answered each by its own request, also when the requests share a transaction', async () => {
    await submit(reading(0, 1));
    const [fresh, duplicate, conflict, mixed] = await Promise.all([
      submit(reading(1, 1)),
      submit(reading(0, 1)),
      submit(reading(0, 2)),
      submit(reading(2, 2), reading(0, 1), { equipmentId: machine(), value: 1, timestamp: baseMs }, reading(0, 3)),
    ]);
    expect(fresh).toEqual({ accepted: 1, duplicates: 0, rejected: [] });
    expect(duplicate).toEqual({ accepted: 0, duplicates: 1, rejected: [] });
    expect(conflict).toMatchObject({
      accepted: 0,
      duplicates: 0,
      rejected: [{ index: 0, code: 'CONFLICTING_DUPLICATE' }],
    });
    expect(mixed).toMatchObject({
      accepted: 1,
      duplicates: 1,
      rejected: [
        { index: 2, code: 'MISSING_SENSOR' },
        { index: 3, code: 'CONFLICTING_DUPLICATE' },
      ],
    });
    expect(await storedValues()).toEqual([1, 1, 2]);
  });

  it('are the same where value, unit and quality say the same, in whatever unit', async () => {
    const celsius = (value: number, more: object = {}) => reading(0, value, { sensorType: 'temperature', ...more });
    expect(await submit(celsius(140, { units: '°C' }))).toMatchObject({ accepted: 1 });
    const again = await submit(celsius(140), celsius(284, { units: '°F' }), celsius(140, { units: 'degC' }));
    expect(again).toEqual({ accepted: 0, duplicates: 3, rejected: [] });
    const others = await submit(
      celsius(140, { units: '°F' }),
      celsius(140, { units: '°C', quality: 'BAD' }),
      celsius(140, { units: 'bar' }),
      celsius(284),
    );
    expect(others.rejected.map(({ index, code }) => [index, code])).toEqual(
      [0, 1, 2, 3].map((index) => [index, 'CONFLICTING_DUPLICATE']),
    );
  });

  it('are told apart by value within one request: the first is stored, equal ones are duplicates, others conflict', async () => {
    const result = await submit(
      reading(0, 1),
      reading(0, 1),
      reading(0, 2),
      reading(0, '1'),
      reading(0, '1,0'),
      reading(0, true),
    );
    // A number that came as text is the same number.
    expect(result).toMatchObject({ accepted: 1, duplicates: 2 });
    expect(result.rejected.map(({ index, code }) => [index, code])).toEqual([
      [2, 'CONFLICTING_DUPLICATE'],
      [4, 'CONFLICTING_DUPLICATE'],
      [5, 'CONFLICTING_DUPLICATE'],
    ]);
    expect(await storedValues()).toEqual([1]);
  });

  it('that conflict are in quarantine with their original', async () => {
    await submit(reading(0, 1), reading(0, 2, { units: 'bar' }));
    const { rows } = await site.pool.query<{ code: string; door: string; original: string }>(
      'SELECT code, door, original FROM andon.quarantine WHERE equipment_id = $1',
      [machine()],
    );
    expect(rows).toMatchObject([{ code: 'CONFLICTING_DUPLICATE', door: 'graphql' }]);
    expect(JSON.parse(rows[0]?.original ?? '')).toMatchObject({ value: 2, units: 'bar', equipmentId: machine() });
  });
});
