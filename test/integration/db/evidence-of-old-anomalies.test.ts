import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../../src/db/connection/database.ts';
import { migrate } from '../../../src/db/migrations/migrate.ts';
import { migrationsFolder } from '../../../src/db/migrations/migration-files.ts';
import { createLogger } from '../../../src/log.ts';
import { createEmptyDatabase, type TestDatabase } from '../../support/database/database.ts';

const converting = 'evidence_of_anomalies.sql';
const fixture = new URL('../../fixtures/andon-0.2.0.sql', import.meta.url);
const log = createLogger('silent');

let database: TestDatabase;
beforeEach(async () => {
  database = await createEmptyDatabase();
  onTestFinished(() => database.drop());
});

async function migrateBy(folder: string): Promise<void> {
  const opened = await openDatabase({ kind: 'url', url: database.url }, log);
  try {
    await migrate(opened, log, folder);
  } finally {
    await opened.close();
  }
}

/** To the version in which each detector had columns of its own. */
async function migrateToColumns(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'andon-migrations-'));
  try {
    for (const name of (await readdir(migrationsFolder)).sort()) {
      if (name.endsWith(converting)) break;
      await cp(path.join(migrationsFolder, name), path.join(folder, name));
    }
    await migrateBy(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const rows = async (sql: string) => (await database.pool.query(sql)).rows;
const oldColumns = `anomaly_id, detector, sensor_value, limit_name, limit_value, baseline_mean, baseline_stddev, deviation_score`;
const analysts = () => rows(`SELECT ${oldColumns} FROM andon_analytics.anomaly_detection_silver ORDER BY anomaly_id`);
const predictions = () =>
  rows(
    `SELECT anomaly_id, predicted_value, predicted_stddev, deviation_score FROM andon_analytics.ml_predictions ORDER BY anomaly_id`,
  );

describe('Anomalies from before evidence was structure', () => {
  it('of release 0.2.0 read the same in the analysts’ views, digit for digit', async () => {
    await database.pool.query(await readFile(fixture, 'utf8'));
    await database.pool.query('RESET ALL');
    const before = { anomalies: await analysts(), predictions: await predictions() };
    expect(new Set(before.anomalies.map(({ detector }) => detector))).toEqual(new Set(['limit', 'baseline']));
    await migrateBy(migrationsFolder);
    expect({ anomalies: await analysts(), predictions: await predictions() }).toEqual(before);
    const evidence = await rows('SELECT detector, evidence, subject FROM andon.anomaly');
    for (const one of evidence) {
      expect(Object.keys(one.evidence)).toEqual([one.detector]);
      expect(one.subject).toBe('sensor');
    }
  });

  it('keep their id, their limit or baseline and what decides between two readings of a minute', async () => {
    await migrateToColumns();
    await database.pool.query(
      `INSERT INTO andon.anomaly (sensor_id, detector, severity_rank, window_start, event_time, value, score, limit_name, limit_value,
         baseline_mean, baseline_stddev, deviation)
       VALUES (1, 'limit', 3, now(), now(), 86.125, 0.85, 'critical', 85, NULL, NULL, NULL),
              (2, 'limit', 3, now(), now(), 0.5, 0.85, 'alarm_low', 2, NULL, NULL, NULL),
              (1, 'baseline', 4, now(), now(), 36, 0.99, NULL, NULL, 0.1::float8 + 0.2::float8, 1e-300, 8.061711111),
              (2, 'baseline', 4, now(), now(), 7, 0.99, NULL, NULL, 0, 5e-324, 'Infinity'),
              (3, 'other', 1, now(), now(), -7, 0.5, NULL, NULL, NULL, NULL, NULL)`,
    );
    const ids = await rows('SELECT anomaly_id, detector, sensor_id FROM andon.anomaly ORDER BY anomaly_id');
    await migrateBy(migrationsFolder);
    expect(await rows('SELECT anomaly_id, detector, sensor_id FROM andon.anomaly ORDER BY anomaly_id')).toEqual(ids);
    expect(await rows('SELECT subject, evidence, excess FROM andon.anomaly ORDER BY anomaly_id')).toEqual([
      { subject: 'sensor', evidence: { limit: { name: 'critical', value: 85 } }, excess: 1.125 },
      { subject: 'sensor', evidence: { limit: { name: 'alarm_low', value: 2 } }, excess: 1.5 },
      {
        subject: 'sensor',
        evidence: { baseline: { mean: 0.1 + 0.2, stddev: 1e-300, deviation: 8.061_711_111 } },
        excess: 8.061_711_111,
      },
      {
        subject: 'sensor',
        evidence: { baseline: { mean: 0, stddev: 5e-324, deviation: Number.MAX_VALUE } },
        excess: Number.POSITIVE_INFINITY,
      },
      { subject: 'sensor', evidence: {}, excess: 7 },
    ]);
  });
});
