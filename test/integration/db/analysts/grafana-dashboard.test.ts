/** Runs every query of Grafana's dashboard on the views for analysts, as Grafana would send it. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../support/database/database.ts';
import { storeMonths, storeRecommendation, storeSensor } from '../../../support/database/stored-rows.ts';

interface Panel {
  readonly title: string;
  readonly type: string;
  readonly targets: readonly { readonly format: 'table' | 'time_series'; readonly rawSql: string }[];
}

interface Dashboard {
  readonly panels: readonly Panel[];
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly type: string; readonly query: string }[];
  };
}

const file = (name: string) => readFile(new URL(`../../../../${name}`, import.meta.url), 'utf8');
const dashboard: Dashboard = JSON.parse(await file('ops/grafana/andon.json'));
const page = await file('docs/analyse/grafana.md');
const variables = dashboard.templating.list.filter(({ type }) => type === 'query');
const to = Date.now() + 60_000;
const from = to - 6 * 3_600_000;
const number = new Set<number>([
  pg.types.builtins.INT4,
  pg.types.builtins.INT8,
  pg.types.builtins.FLOAT8,
  pg.types.builtins.NUMERIC,
]);

/** Chosen in the lists at the top; every one is of several values, which Grafana puts in as a list of quoted texts. */
const chosen: Readonly<Record<string, string>> = {
  site: "'default'",
  equipment: "'CR_001','HT_001','HT_002'",
  sensor: "'vibration'",
};

/** As Grafana's data source writes macros out, and its browser variables; what it does not know it refuses, and so does this. */
function written(sql: string, resolution = '1min'): string {
  const seconds = { m: 60, h: 3_600, d: 86_400 };
  const time = (ms: number) => `'${new Date(ms).toISOString()}'`;
  return sql
    .replace(/\$__interval\b/g, '1m')
    .replace(/\$(site|equipment|sensor)\b/g, (_, name: string) => chosen[name] ?? '')
    .replace(/\$resolution\b/g, resolution)
    .replace(/\$(\w+)\(([^)]*)\)/g, (_, macro: string, given: string) => {
      const [column = '', span = ''] = given.split(',').map((one) => one.trim());
      if (macro === '__timeFilter') return `${column} BETWEEN ${time(from)} AND ${time(to)}`;
      const [, count, unit] = /^'?(\d+)([mhd])'?$/.exec(span) ?? [];
      if (macro !== '__timeGroup' || (unit !== 'm' && unit !== 'h' && unit !== 'd'))
        throw new Error(`Grafana knows no ${macro}(${given})`);
      const width = Number(count) * seconds[unit];
      return `floor(extract(epoch from ${column})/${width})*${width}`;
    });
}

describe('The dashboard for Grafana', () => {
  let database: TestDatabase;
  const login = `grafana_${randomBytes(4).toString('hex')}`;
  let admin: pg.Client;
  let reader: pg.Client;
  beforeAll(async () => {
    database = await createTestDatabase();
    const { pool } = database;
    const sensors = [];
    for (const equipmentId of ['CR_001', 'HT_001', 'HT_002'])
      sensors.push(await storeSensor(pool, { equipmentId, sensorType: 'vibration' }));
    const months = [from, to].map((ms) => new Date(ms).toISOString().slice(0, 7));
    await storeMonths(pool, [...new Set(months)]);
    await pool.query(
      `INSERT INTO andon.performance_1min (sensor_id, reading_count, window_start, mean, m2, min_value, max_value)
       SELECT sensor_id, 2, date_trunc('minute', now()) - minute * interval '1 minute', 3 + sensor_id, 2, 2, 6
       FROM unnest($1::int[]) AS sensor_id, generate_series(1, 30) AS minute`,
      [sensors],
    );
    await pool.query(
      `INSERT INTO andon.current_status (sensor_id, quality, event_time, received_at, value_number)
       SELECT sensor_id, 0, now() - n * interval '2 minutes', now(), 1 FROM unnest($1::int[]) WITH ORDINALITY AS of (sensor_id, n)`,
      [sensors],
    );
    await pool.query(
      `INSERT INTO andon.anomaly (sensor_id, detector, severity_rank, window_start, event_time, value, score, evidence, excess)
       SELECT sensor_id, 'limit', 3, date_trunc('minute', now()), now(), 6, 0.8, '{"limit": {"name": "critical", "value": 4}}', 2
       FROM unnest($1::int[]) AS sensor_id`,
      [sensors],
    );
    await pool.query(
      `INSERT INTO andon.quarantine (door, site_id, code, message, original) VALUES ('graphql', 'default', 'UNIT_MISMATCH', 'degF', '{}')`,
    );
    await storeRecommendation(pool, { equipmentId: 'HT_001', severity: 'low' });
    const decided = await storeRecommendation(pool, { equipmentId: 'HT_002', issueType: 'vibration_high' });
    await pool.query(
      `UPDATE agentic_hmi.agent_recommendations SET status = 'approved', operator_id = 'maria' WHERE recommendation_id = $1`,
      [decided],
    );
    await storeRecommendation(pool, { equipmentId: 'CR_001', severity: 'critical' });
    admin = new pg.Client({ connectionString: inject('testCluster').adminUrl });
    await admin.connect();
    await admin.query(`CREATE ROLE ${login} LOGIN PASSWORD 'secret' IN ROLE andon_reader`);
    const url = Object.assign(new URL(database.url), { username: login, password: 'secret' });
    reader = new pg.Client({ connectionString: url.href });
    await reader.connect();
  });
  afterAll(async () => {
    await reader.end();
    await database.drop();
    await admin.query(`DROP ROLE ${login}`);
    await admin.end();
  });

  it('is complete on its page: each query under the title of its panel, those of its lists at the end', () => {
    const onPage = [...page.matchAll(/^### (.+)\n[^#]*?^```sql\n([^`]*)\n```$/gm)].map(([, title, sql]) => [
      title,
      sql,
    ]);
    const own = dashboard.panels.flatMap(({ title, targets }) => targets.map(({ rawSql }) => [title, rawSql]));
    expect(own.length).toBeGreaterThanOrEqual(12);
    expect(onPage).toEqual([...own, ['Variables', variables.map(({ query }) => query).join('\n')]]);
  });

  it.each(dashboard.panels.map((panel) => [panel.title, panel] as const))(
    '%s: its query finds what is stored',
    async (_, panel) => {
      for (const { format, rawSql } of panel.targets) {
        const { rows, fields } = await reader.query(written(rawSql));
        expect(rows.length, rawSql).toBeGreaterThan(0);
        const types = new Map(fields.map(({ name, dataTypeID }) => [name, dataTypeID]));
        if (format === 'time_series') {
          // Grafana draws each column of numbers, and tells series apart by the texts beside the time.
          expect(number.has(types.get('time') ?? 0)).toBe(true);
          const others = fields.filter(({ name }) => name !== 'time' && name !== 'metric');
          expect(others.map(({ name, dataTypeID }) => [name, number.has(dataTypeID)])).toEqual(
            others.map(({ name }) => [name, true]),
          );
          const times = rows.map((row) => Number(row['time']));
          expect(times).toEqual([...times].sort((a, b) => a - b));
          expect((times.at(-1) ?? 0) * 1_000).toBeGreaterThan(from);
        }
        if (panel.type === 'stat') {
          expect(rows).toHaveLength(1);
          expect(fields.every(({ dataTypeID }) => number.has(dataTypeID))).toBe(true);
          expect(Object.values(rows[0]).some((count) => Number(count) > 0)).toBe(true);
        }
      }
    },
  );

  it('reads hours and days as well as minutes, and its lists name what there is', async () => {
    const values = dashboard.panels.find(({ title }) => title.startsWith('Values'))?.targets[0]?.rawSql ?? '';
    for (const resolution of ['1hour', '1day']) {
      const { rows } = await reader.query(written(values.replace('$__timeFilter(window_start)', 'true'), resolution));
      expect(new Set(rows.map(({ metric }) => metric)).size).toBe(3);
    }
    const names = [];
    for (const { query } of variables)
      names.push((await reader.query(written(query))).rows.map((row) => Object.values(row)[0]));
    expect(names).toEqual([['default'], ['CR_001', 'HT_001', 'HT_002'], ['vibration']]);
  });
});
