import { describe, expect, it } from 'vitest';
import type { Queryable } from '../../../src/db/query/queryable.ts';
import { Definitions } from '../../../src/pipeline/sensor-definitions.ts';

/** Master data of sensors 1 to 9, as the statement that reads definitions gives it. */
function masterData() {
  const master = {
    version: 1,
    warning: 80 as number | null,
    unit: '°C' as string | null,
    unitSource: 'own',
    hasScores: true,
    olderSiblings: null as string[] | null,
    reads: 0,
    /** The version at which settings are read; null: that of the sensors. */
    settingsVersion: null as number | null,
    settings: [] as object[],
  };
  const query = async ({ name, values }: { name: string; values: [string] }) => {
    if (name === 'detection-settings') {
      const version = master.settingsVersion ?? master.version;
      master.settingsVersion = null;
      const rows = master.settings.map((setting) => ({ version, ...setting }));
      return { rows: rows.length > 0 ? rows : [{ version, setting_id: null }] };
    }
    if (name === 'own-knowledge') return { rows: [{ version: master.version, knowledge_id: null }] };
    master.reads += 1;
    const ids = [...values[0].matchAll(/\d+/g)].map(([id]) => Number(id));
    const rows = ids.map((sensor_id) => ({
      version: master.version,
      sensor_id,
      site_id: 'default',
      equipment_id: 'HT_001',
      sensor_type: 'Temperature',
      equipment_type: 'haul truck',
      unit: master.unit,
      unit_source: master.unitSource,
      kind: 'gauge',
      roll_over_at: null,
      missing_values: null,
      unit_changed_at: null,
      effective_warning: master.warning,
      effective_critical: null,
      effective_emergency: null,
      warning_source: 'own',
      critical_source: 'none',
      emergency_source: 'none',
      warning_score: master.hasScores ? 0.65 : null,
      critical_score: master.hasScores ? 0.85 : null,
      emergency_score: master.hasScores ? 0.95 : null,
      older_siblings: master.olderSiblings,
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

  it('have the limits that hold, and know a unit that nobody has said from one that is defined', async () => {
    const { master, definitions } = masterData();
    await definitions.load([1]);
    expect(definitions.of(1)).toMatchObject({
      unit: '°C',
      unitIsAssumed: false,
      levels: { warning: 80, critical: null, emergency: null },
      levelScores: { warning: 0.65, critical: 0.85, emergency: 0.95 },
    });
    master.unitSource = 'type';
    definitions.forget();
    await definitions.load([1]);
    expect(definitions.of(1)).toMatchObject({ unit: '°C', unitIsAssumed: true });
  });

  it('have the careful scores for a type that nobody defined', async () => {
    const { master, definitions } = masterData();
    Object.assign(master, { hasScores: false, unit: null, unitSource: 'none' });
    await definitions.load([1]);
    expect(definitions.of(1)).toMatchObject({
      unit: null,
      unitIsAssumed: false,
      levelScores: { warning: 0.6, critical: 0.78, emergency: 0.92 },
    });
  });

  it('have the settings of detectors, those of one version with the sensors', async () => {
    const { master, definitions } = masterData();
    const off = {
      detector: 'limit',
      site_id: null,
      equipment_type: null,
      sensor_type: 'temperature',
      equipment_id: null,
    };
    master.settings = [{ ...off, setting_id: 1, enabled: false, parameters: {} }];
    // Somebody changes a setting between the two reads: the sensors are read again with it.
    master.settingsVersion = 2;
    await definitions.load([1, 2]);
    expect(master.reads).toBe(2);
    expect(definitions.of(1).detection).toMatchObject({ limit: { enabled: false }, novelty: { enabled: true } });
    expect(definitions.of(2).detection).toBe(definitions.of(1).detection);
    expect(definitions.ignoredSettings).toEqual([]);
    master.settings = [{ ...off, setting_id: 1, enabled: null, parameters: { loudness: 1 } }];
    definitions.forget();
    master.version = 2;
    await definitions.load([1]);
    expect(definitions.of(1).detection.limit.enabled).toBe(true);
    expect(definitions.ignoredSettings).toEqual([
      'setting 1 of detection is ignored: limit has no parameter "loudness"; there are deadband, deadband_percent, on_delay_s, off_delay_s',
    ]);
  });

  it('call issues by the type in small letters, unless an older sensor of the machine has that name', async () => {
    const { master, definitions } = masterData();
    await definitions.load([7]);
    expect(definitions.of(7).issueName).toBe('temperature');
    master.olderSiblings = ['Überdruck'];
    definitions.forget();
    await definitions.load([7]);
    expect(definitions.of(7).issueName).toBe('temperature');
    master.olderSiblings = ['TEMPERATURE'];
    definitions.forget();
    await definitions.load([7]);
    expect(definitions.of(7).issueName).toBe('temperature#7');
  });

  it('say so when a sensor was not loaded', () => {
    expect(() => masterData().definitions.of(7)).toThrow('sensor 7');
  });
});
