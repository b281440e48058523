import { expect, it } from 'vitest';
import type { Queryable } from '../../../src/db/query/queryable.ts';
import { SensorDirectory } from '../../../src/ingest/known-sensors.ts';

const key = { siteId: 'default', equipmentId: 'HAUL-001', sensorType: 'temperature' };
const row = (sensorId: number) => ({
  site_id: key.siteId,
  equipment_id: key.equipmentId,
  sensor_type: key.sensorType,
  sensor_id: sensorId,
});

/** Databases that know the sensor under the given keys, one after the other; each answers when it is told to. */
function asking(...sensorIds: readonly number[]) {
  const answers: (() => void)[] = [];
  const db = {
    query: () => new Promise((resolve) => answers.push(() => resolve({ rows: [row(sensorIds[answers.length] ?? 0)] }))),
  } as { query(): Promise<unknown> } as Queryable;
  const answer = async () => {
    answers.at(-1)?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { directory: new SensorDirectory(db), answer };
}

it('a sensor’s key is looked up again after everything was forgotten, and its generation tells', async () => {
  const { directory, answer } = asking(0, 7, 8);
  const first = directory.learn([key]);
  await answer();
  await first;
  const { generation } = directory;
  directory.forget();
  expect(directory.lookUp(key)).toBeUndefined();
  expect(directory.generation).not.toBe(generation);
});

it('an answer of the former database is not kept for the present one', async () => {
  const { directory, answer } = asking(0, 7, 8);
  const learning = directory.learn([key]);
  directory.forget();
  await answer();
  expect(directory.lookUp(key)).toBeUndefined();
  await answer();
  await learning;
  expect(directory.lookUp(key)?.sensorId).toBe(8);
});

it('a sensor that is silent for two rounds is looked up again, one that speaks is not', async () => {
  const { directory, answer } = asking(0, 7, 8);
  const first = directory.learn([key]);
  await answer();
  await first;
  for (let round = 0; round < 3; round++) {
    directory.putOutIdle();
    expect(directory.lookUp(key)?.sensorId).toBe(7);
  }
  directory.putOutIdle();
  directory.putOutIdle();
  expect(directory.lookUp(key)).toBeUndefined();
  const again = directory.learn([key]);
  await answer();
  await again;
  expect(directory.lookUp(key)?.sensorId).toBe(8);
});
