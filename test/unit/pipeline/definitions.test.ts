import { describe, expect, it } from 'vitest';
import type { Queryable } from '../../../src/db/queryable.ts';
import { Definitions } from '../../../src/pipeline/definitions.ts';

/** Master data of sensors 1 to 9, as the statement that reads definitions gives it. */
function masterData() {
  const master = {
    version: 1,
    warning: 80 as number | null,
    alarmHigh: null as number | null,
    ownCritical: null as number | null,
    type: true,
    reads: 0,
  };
  const query = async ({ values }: { values: [string] }) => {
    master.reads += 1;
    const ids = [...values[0].matchAll(/\d+/g)].map(([id]) => Number(id));
    const rows = ids.map((sensor_id) => ({
      version: master.version,
      sensor_id,
      site_id: 'default',
      equipment_id: 'HT_001',
      sensor_type: 'temperature',
      unit: null,
      warning_limit: master.warning,
      critical_limit: master.ownCritical,
      emergency_limit: null,
      alarm_high: master.alarmHigh,
      type_unit: master.type ? '°C' : null,
      type_warning: 70,
      type_critical: 85,
      type_emergency: 90,
      warning_score: 0.65,
      critical_score: 0.85,
      emergency_score: 0.95,
    }));
    return { rows: rows.length > 0 ? rows : [{ version: master.version, sensor_id: null }] };
  };
  const db = { query } as { query: unknown } as Queryable;
  return { master, definitions: new Definitions(db) };
}

describe('definitions in memory', () => {
  it('are read once for each sensor', async () => {
    const { master, definitions } = masterData();
    await definitions.load([1, 2]);
    await definitions.load([2, 1]);
    expect(master.reads).toBe(1);
    expect(definitions.version).toBe(1);
  });

  it('are all read again when a new sensor shows that the master data changed, also from keys that can be walked once', async () => {
    const { master, definitions } = masterData();
    await definitions.load([1]);
    master.version = 2;
    master.warning = 60;
    await definitions.load(new Map([1, 2].map((id) => [id, true])).keys());
    expect(definitions.version).toBe(2);
    expect(definitions.of(1).levels.warning).toBe(60);
    expect(definitions.of(2).levels.warning).toBe(60);
  });

  it('have the sensor’s own limits alone when it has any, else its type’s', async () => {
    const { master, definitions } = masterData();
    await definitions.load([1]);
    expect(definitions.of(1).levels).toEqual({ warning: 80, critical: null, emergency: null });
    master.warning = null;
    definitions.forget();
    await definitions.load([1]);
    expect(definitions.of(1)).toMatchObject({ unit: '°C', levels: { warning: 70, critical: 85, emergency: 90 } });
    master.alarmHigh = 95;
    definitions.forget();
    await definitions.load([1]);
    expect(definitions.of(1).levels).toEqual({ warning: null, critical: null, emergency: null });
  });

  it('have the careful scores and no limits for a type that nobody defined', async () => {
    const { master, definitions } = masterData();
    Object.assign(master, { type: false, warning: null });
    await definitions.load([1]);
    expect(definitions.of(1)).toMatchObject({
      unit: null,
      levels: { warning: null, critical: null, emergency: null },
      levelScores: { warning: 0.6, critical: 0.78, emergency: 0.92 },
    });
  });

  it('say so when a sensor was not loaded', () => {
    expect(() => masterData().definitions.of(7)).toThrow('sensor 7');
  });
});
