import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../../src/db/connection/database.ts';
import { migrate } from '../../../src/db/migrations/migrate.ts';
import { createEmptyDatabase } from '../../support/database/database.ts';
import { startOwnCluster } from '../../support/database/own-cluster.ts';
import { adverse, misset, quiet } from '../../support/fixtures/adverse-settings.ts';
import { received, runCore, untilProcessed } from '../../support/server/core.ts';

/** One odd value, an alarm and a plain one, twice; the second time after a restart, so that nothing is remembered. */
async function works(url: string): Promise<void> {
  const timestamp = new Date(Date.now() - 2_000).toISOString();
  const readings = received(
    [0.1 + 0.2, 1e-7 / 3, 99.5].map((value, i) => ({
      equipmentId: `ODD-${i}`,
      sensorType: i === 2 ? 'temperature' : 'flow',
      value,
      timestamp,
    })),
  );
  const first = await runCore(url);
  try {
    await expect(first.core.ingest.submit(readings)).resolves.toEqual({ accepted: 3, duplicates: 0, rejected: [] });
    await untilProcessed(first.database.pool);
    const { rows } = await first.database.pool.query(
      'SELECT equipment_id FROM agentic_hmi.agent_recommendations ORDER BY equipment_id',
    );
    expect(rows).toEqual([{ equipment_id: 'ODD-2' }]);
  } finally {
    await first.close();
  }
  const second = await runCore(url);
  try {
    await expect(second.core.ingest.submit(readings)).resolves.toEqual({ accepted: 0, duplicates: 3, rejected: [] });
    // An analyst's own session is as it is: whatever it shows, it shows the right window.
    const analyst = new pg.Client({ connectionString: url });
    await analyst.connect();
    await analyst.query('SET statement_timeout TO 0');
    await analyst.query('SET jit TO off');
    const { rows } = await analyst.query<{ same: boolean }>(
      `SELECT avg_value = 0.1::float8 + 0.2::float8 AND window_start = to_timestamp(floor($1::float8 / 3600) * 3600) AS same
       FROM andon_analytics.equipment_performance_1hour WHERE equipment_id = 'ODD-0'`,
      [Date.parse(timestamp) / 1_000],
    );
    await analyst.end();
    expect(rows).toEqual([{ same: true }]);
  } finally {
    await second.close();
  }
}

describe('settings of a role, a database or a cluster do not reach what a promise rests on', () => {
  it('of the role: readings are acknowledged, known again and raise alarms, on a database migrated under them', async ({
    onTestFinished,
  }) => {
    const database = await createEmptyDatabase();
    onTestFinished(() => database.drop());
    await misset(database.url, 'ROLE CURRENT_USER IN DATABASE {database}');
    await migrated(database.url);
    await works(database.url);
  });

  it('settings of the database: readings are acknowledged, known again and raise alarms', async ({
    onTestFinished,
  }) => {
    const database = await createEmptyDatabase();
    onTestFinished(() => database.drop());
    // A database that is read only is meant to be, see write-state; a role's own default is not.
    const names = Object.keys(adverse).filter((name) => name !== 'default_transaction_read_only');
    await misset(database.url, 'DATABASE {database}', names);
    await migrated(database.url);
    await works(database.url);
  });

  it('settings of the cluster, and of a session by PGOPTIONS: readings are acknowledged, known again and raise alarms', async ({
    onTestFinished,
  }) => {
    const {
      default_transaction_read_only: _meant,
      search_path: _quoted,
      client_encoding: _ofClients,
      statement_timeout,
      ...settings
    } = adverse;
    const cluster = await startOwnCluster({ settings });
    onTestFinished(() => cluster.close());
    const admin = new pg.Client({ connectionString: cluster.adminUrl });
    await admin.connect();
    await admin.query(`ALTER SYSTEM SET statement_timeout TO ${pg.escapeLiteral(statement_timeout ?? '')}`);
    await admin.query('SELECT pg_reload_conf()');
    await admin.end();
    const url = `${cluster.url}?options=${encodeURIComponent('-c synchronous_commit=off -c default_transaction_read_only=on')}`;
    await migrated(url);
    await works(url);
    // The one that only a superuser may set, and which would leave everything working without a single alarm.
    const superuser = new pg.Client({ connectionString: cluster.adminUrl });
    await superuser.connect();
    await superuser.query('ALTER ROLE andon SET session_replication_role TO replica');
    await superuser.end();
    await expect(openDatabase({ kind: 'url', url }, quiet)).rejects.toThrow(
      /session_replication_role is replica for this role.*ALTER ROLE … RESET session_replication_role/,
    );
  }, 60_000);
});

async function migrated(url: string): Promise<void> {
  const opened = await openDatabase({ kind: 'url', url }, quiet);
  try {
    await migrate(opened, quiet);
  } finally {
    await opened.close();
  }
}
