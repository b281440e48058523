/** Proves from the database that each acknowledged reading was stored and counted exactly once. */
import { expect } from 'vitest';
import type { SqlClient } from '../clients/clients-sql.ts';
import { until } from '../until.ts';
import type { Ledger } from './server-ledger.ts';

const minuteMs = 60_000;

type Promised = Pick<Ledger, 'acknowledged' | 'sent'>;

interface Window {
  readonly count: number;
  readonly mean: number;
  readonly m2: number;
  readonly min: number;
  readonly max: number;
}

/** Waits until every partition stands at the head of the log: nothing is under way any more. */
export async function untilProcessed(sql: SqlClient, withinMs = 60_000): Promise<void> {
  const position = { head: -1, slowest: -1 };
  await until(
    'the pipeline has come to the head of the log',
    async () => {
      position.head = await sql.number('SELECT batch_no FROM andon.bronze_head');
      position.slowest = await sql.number('SELECT min(batch_no) FROM andon.pipeline_partition');
      return position.head === position.slowest;
    },
    { withinMs, state: () => position },
  );
}

/**
 * Every acknowledged reading is in bronze and silver once with its value, nothing is there that was not sent, and each window of gold
 * is what the ledger's values give. Returns how many readings were compared.
 */
export async function expectExactlyOnce(sql: SqlClient, ...ledgers: readonly Promised[]): Promise<number> {
  await untilProcessed(sql);
  const acknowledged = new Map(ledgers.flatMap((ledger) => [...ledger.acknowledged]));
  const sent = new Map(ledgers.flatMap((ledger) => [...ledger.sent]));
  const equipment = [...new Set([...sent.keys()].map((key) => key.slice(0, key.indexOf('|'))))];
  const bronze = await storedValues(sql, 'telemetry_bronze', 'value_number', equipment);
  const lost = [...acknowledged].filter(([key, value]) => bronze.get(key) !== value);
  expect(
    lost.slice(0, 5),
    `${lost.length} acknowledged readings are missing from bronze or have another value`,
  ).toEqual([]);
  const foreign = [...bronze].filter(([key, value]) => sent.get(key) !== value);
  expect(foreign.slice(0, 5), 'readings in bronze that nobody sent').toEqual([]);
  const silver = await storedValues(sql, 'telemetry_silver', 'value', equipment);
  const different = [...bronze].filter(([key, value]) => silver.get(key) !== value);
  expect(different.slice(0, 5), `${different.length} readings of bronze are not in silver`).toEqual([]);
  expect(silver.size).toBe(bronze.size);
  await expectGold(sql, windowsOf(bronze.keys(), sent), equipment);
  return acknowledged.size;
}

async function storedValues(
  sql: SqlClient,
  layer: string,
  column: string,
  equipment: readonly string[],
): Promise<Map<string, number>> {
  const rows = await sql.rows<{ key: string; value: number }>(
    `SELECT equipment_id || '|' || sensor_type || '|' || (extract(epoch FROM event_time) * 1000)::bigint AS key, ${column} AS value
     FROM andon.${layer} JOIN andon.sensor USING (sensor_id) WHERE equipment_id = ANY ($1)`,
    [equipment],
  );
  const stored = new Map(rows.map(({ key, value }) => [key, value]));
  expect(rows.length - stored.size, `readings stored twice in ${layer}`).toBe(0);
  return stored;
}

/** Minutes computed anew from the values as they were sent: once for the mean, once more for what deviates from it. */
function windowsOf(keys: Iterable<string>, sent: ReadonlyMap<string, number>): Map<string, Window> {
  const values = new Map<string, number[]>();
  for (const key of keys) {
    const cut = key.lastIndexOf('|');
    const windowStartMs = Math.floor(Number(key.slice(cut + 1)) / minuteMs) * minuteMs;
    const window = `${key.slice(0, cut)}|${windowStartMs}`;
    const list = values.get(window) ?? [];
    list.push(sent.get(key) ?? Number.NaN);
    values.set(window, list);
  }
  return new Map([...values].map(([window, list]) => [window, statisticsOf(list)]));
}

function statisticsOf(values: readonly number[]): Window {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const m2 = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { count: values.length, mean, m2, min: Math.min(...values), max: Math.max(...values) };
}

async function expectGold(
  sql: SqlClient,
  expected: ReadonlyMap<string, Window>,
  equipment: readonly string[],
): Promise<void> {
  const rows = await sql.rows<Window & { window: string }>(
    `SELECT equipment_id || '|' || sensor_type || '|' || (extract(epoch FROM window_start) * 1000)::bigint AS window,
            reading_count::int AS count, mean, m2, min_value AS min, max_value AS max
     FROM andon.performance_1min JOIN andon.sensor USING (sensor_id) WHERE equipment_id = ANY ($1)`,
    [equipment],
  );
  const wrong = rows.filter(({ window, ...gold }) => {
    const right = expected.get(window);
    return (
      right === undefined ||
      gold.count !== right.count ||
      gold.min !== right.min ||
      gold.max !== right.max ||
      !isClose(gold.mean, right.mean) ||
      !isClose(gold.m2, right.m2)
    );
  });
  const shown = wrong.slice(0, 5).map((gold) => ({ gold, right: expected.get(gold.window) }));
  expect(shown, `${wrong.length} windows differ from their readings`).toEqual([]);
  expect(rows.length, 'windows in gold').toBe(expected.size);
}

function isClose(one: number, other: number): boolean {
  return Math.abs(one - other) <= 1e-9 * Math.max(Math.abs(one), Math.abs(other));
}

/** Gold, window by window, against a recomputation from silver, where no ledger of the test's own is at hand. */
export async function expectGoldFromSilver(sql: SqlClient): Promise<void> {
  const differences = await sql.rows(
    `WITH expected AS (
       SELECT sensor_id, date_trunc('minute', event_time) AS window_start, count(*) AS reading_count, avg(value) AS mean,
              coalesce(var_samp(value), 0) * (count(*) - 1) AS m2, min(value) AS min_value, max(value) AS max_value
       FROM andon.telemetry_silver GROUP BY 1, 2)
     SELECT * FROM expected FULL JOIN andon.performance_1min AS gold USING (sensor_id, window_start)
     WHERE gold.reading_count IS DISTINCT FROM expected.reading_count
        OR gold.min_value IS DISTINCT FROM expected.min_value OR gold.max_value IS DISTINCT FROM expected.max_value
        OR abs(gold.mean - expected.mean) > 1e-9 * (1 + abs(expected.mean))
        OR abs(gold.m2 - expected.m2) > 1e-6 * (1 + abs(expected.m2))
     LIMIT 5`,
  );
  expect(differences, 'windows that differ from their readings').toEqual([]);
}
