import { describe, expect, it } from 'vitest';
import type { Queryable } from '../../../../src/db/query/queryable.ts';
import { type EventTime, Watermarks } from '../../../../src/events/live/watermarks.ts';
import type { EquipmentMinute } from '../../../../src/events/live/window-relay.ts';

const minuteMs = 60_000;
const baseMs = Date.parse('2026-03-10T12:00:00Z');

const at = (seconds: number, equipmentId = 'HT_1'): EventTime => ({
  siteId: 'default',
  equipmentId,
  lastReported: new Date(baseMs + seconds * 1_000),
});

/** A database whose answers come when the test says so. */
function watermarks(stored: readonly EventTime[], watermarkMs = 30_000) {
  const answers: ((error?: Error) => void)[] = [];
  const rows = stored.map(({ siteId, equipmentId, lastReported }) => ({
    site_id: siteId,
    equipment_id: equipmentId,
    newest: lastReported,
  }));
  const query = () =>
    new Promise((resolve, reject) => {
      answers.push((error) => (error === undefined ? resolve({ rows }) : reject(error)));
    });
  const finished: EquipmentMinute[] = [];
  const marks = new Watermarks({
    pool: { query } as { query: unknown } as Queryable,
    windows: { finished: (minutes) => void finished.push(...minutes) },
    watermarkMs,
  });
  const told = () =>
    finished.splice(0).map(({ equipmentId, windowMs }) => `${equipmentId} ${(windowMs - baseMs) / minuteMs}`);
  return { marks, told, answer: (error?: Error) => answers.shift()?.(error), asked: () => answers.length };
}

describe('the watermarks of the equipment', () => {
  it('name each minute that they pass, once, and none that the equipment had no reading in before', async () => {
    const { marks, told, answer } = watermarks([at(40)]);
    const attached = marks.attach();
    answer();
    await attached;
    marks.note([at(89)]);
    expect(told()).toEqual([]);
    marks.note([at(90), at(90), at(20)]);
    expect(told()).toEqual(['HT_1 0']);
    marks.note([at(95)]);
    expect(told()).toEqual([]);
    marks.note([at(10 * 60)]);
    expect(told(), 'minutes 2 to 8 have no window of before').toEqual(['HT_1 1']);
  });

  it('name as many minutes as they are behind', async () => {
    const { marks, told, answer } = watermarks([at(179)], 150_000);
    const attached = marks.attach();
    answer();
    await attached;
    marks.note([at(400)]);
    expect(told()).toEqual(['HT_1 0', 'HT_1 1', 'HT_1 2']);
  });

  it('know nothing of new equipment to name', async () => {
    const { marks, told, answer } = watermarks([]);
    const attached = marks.attach();
    answer();
    await attached;
    marks.note([at(40, 'NEW')]);
    expect(told()).toEqual([]);
    marks.note([at(90, 'NEW')]);
    expect(told()).toEqual(['NEW 0']);
  });

  it('lose nothing that is committed while they are read, and are read once for many subscribers', async () => {
    const { marks, told, answer, asked } = watermarks([at(40)]);
    const attached = [marks.attach(), marks.attach()];
    marks.note([at(90)]);
    expect(asked()).toBe(1);
    answer();
    await Promise.all(attached);
    expect(told()).toEqual(['HT_1 0']);
  });

  it('are read anew when subscribers come after all had left, or when reading failed', async () => {
    const { marks, told, answer } = watermarks([at(40)]);
    const failing = marks.attach();
    answer(new Error('no database'));
    await expect(failing).rejects.toThrow('no database');
    const left = marks.attach();
    marks.detach();
    marks.note([at(90)]);
    const attached = marks.attach();
    answer();
    await left;
    marks.note([at(90)]);
    expect(told()).toEqual([]);
    answer();
    await attached;
    expect(told()).toEqual(['HT_1 0']);
  });
});
