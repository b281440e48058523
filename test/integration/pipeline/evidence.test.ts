import { execute, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { unrestricted } from '../../../src/auth/identity.ts';
import { mergeAnomalies } from '../../../src/db/pipeline/pipeline-write.ts';
import { toAnomalies } from '../../../src/pipeline/detect/anomalies.ts';
import type { Detector, Finding } from '../../../src/pipeline/detect/detector.ts';
import { anomalyColumns } from '../../../src/pipeline/write-batch.ts';
import { createLoaders } from '../../../src/resolvers/loaders.ts';
import { createRowBudget } from '../../../src/resolvers/row-budget.ts';
import { buildSchema } from '../../../src/schema/build-schema.ts';
import { createDecisionService } from '../../../src/services/decision-service.ts';
import { createServices } from '../../../src/services/services.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { storeSensor } from '../../support/database/stored-rows.ts';
import { limitFinding, minute0Ms, silverReading } from '../../support/readings/pipeline-values.ts';
import { minuteAgoMs } from '../../support/readings/readings.ts';
import { rebuild } from '../../support/readings/rebuild.ts';
import { type RunningCore, received, runCore, untilProcessed } from '../../support/server/core.ts';

/** A third detector beside the program's own: how fast the value rises, in the equipment as a whole. */
const rateOfChange = vi.hoisted(
  (): Detector => ({
    name: 'rise_watch',
    detect({ value, definition }) {
      if (definition.sensorType !== 'strain' || value <= 10) return null;
      return {
        detector: 'rise_watch',
        subject: 'equipment',
        severity: 'high',
        score: 0.8,
        direction: 'high',
        confirmed: true,
        limit: null,
        baseline: null,
        reason: {
          clause: 'rising 3.1 bar a minute',
          evidence: { perMinute: 3.1, sinceMinutes: [4, 9], note: 'a "b" \\ c, {d}' },
        },
      };
    },
  }),
);
vi.mock(import('../../../src/pipeline/detect/detectors.ts'), async (original) => {
  const own = await original();
  return { ...own, detectors: [...own.detectors, rateOfChange] };
});

let database: TestDatabase;
let server: RunningCore;
beforeAll(async () => {
  database = await createTestDatabase();
  server = await runCore(database.url);
});
afterAll(async () => {
  await server.close();
  await database.drop();
});

const schema = buildSchema();
const question = parse(`query ($equipmentIds: [ID!]) {
  anomalies(filter: { equipmentIds: $equipmentIds }) {
    edges { node { detector subject evidence limitName limitValue baselineMean baselineStddev deviation } }
  }
}`);

/** What the API says of the anomalies of one machine, newest first. */
async function told(equipmentId: string): Promise<unknown[]> {
  const services = createServices(database.pool, {
    watermarkMs: 30_000,
    now: Date.now,
    writeCounts: async () => undefined,
    decisions: createDecisionService(database.pool),
    onMasterDataChanged: () => undefined,
  });
  const identity = unrestricted(null);
  const loaders = createLoaders(services);
  const contextValue = {
    services,
    identity,
    loaders,
    budget: createRowBudget(),
    audit: { refused: () => undefined },
    now: Date.now,
  };
  const variableValues = { equipmentIds: [equipmentId] };
  const answer = await execute({ schema, document: question, variableValues, contextValue });
  expect(answer.errors).toBeUndefined();
  const { anomalies } = JSON.parse(JSON.stringify(answer.data));
  return anomalies.edges.map(({ node }: { node: unknown }) => node);
}

async function measure(equipmentId: string, sensorType: string, values: readonly number[]): Promise<void> {
  const fromMs = minuteAgoMs(values.length);
  const readings = values.map((value, i) => ({ equipmentId, sensorType, value, timestamp: fromMs + i * 60_000 }));
  expect(await server.core.ingest.submit(received(readings))).toMatchObject({ accepted: values.length });
  await untilProcessed(database.pool);
}

const nothing = { limitName: null, limitValue: null, baselineMean: null, baselineStddev: null, deviation: null };
const risen = {
  ...nothing,
  detector: 'rise_watch',
  subject: 'EQUIPMENT',
  evidence: {
    clause: 'rising 3.1 bar a minute',
    perMinute: 3.1,
    sinceMinutes: [4, 9],
    note: 'a "b" \\ c, {d}',
  },
};

describe('The evidence of an anomaly', () => {
  it('of a detector that the program does not know is told as the detector gave it, live and after a rebuild', async () => {
    await measure('PUMP-1', 'strain', [11]);
    expect(await told('PUMP-1')).toEqual([risen]);
    const { rows } = await database.pool.query<{ issue_description: string; reason: unknown }>(
      `SELECT issue_description, evidence -> 'reason' AS reason FROM agentic_hmi.agent_recommendations WHERE equipment_id = 'PUMP-1'`,
    );
    expect(rows).toEqual([
      {
        issue_description: 'strain of PUMP-1 is 11, rising 3.1 bar a minute.',
        reason: { perMinute: 3.1, sinceMinutes: [4, 9], note: 'a "b" \\ c, {d}' },
      },
    ]);

    const wholeTime = { fromMs: minuteAgoMs(30), toMs: minuteAgoMs(-60), equipmentIds: ['PUMP-1'] };
    expect(await rebuild(server.database, wholeTime)).toMatchObject({ anomalies: 0 });
    await database.pool.query(
      `UPDATE andon.anomaly SET evidence = '{"clause": "other"}' WHERE detector = 'rise_watch'`,
    );
    expect(await rebuild(server.database, wholeTime)).toMatchObject({ anomalies: 1 });
    expect(await told('PUMP-1')).toEqual([risen]);
  });

  it('of a limit and of the baseline is told as structure and in the fields that there were before', async () => {
    await database.pool.query(
      `INSERT INTO andon.detection_setting (detector, enabled) VALUES ('baseline', true), ('excursion', false)`,
    );
    await measure('PUMP-2', 'temperature', [...Array.from({ length: 20 }, (_, i) => 60 + (i % 2)), 92]);
    const [baseline, limit] = (await told('PUMP-2')).toSorted((a, b) =>
      JSON.stringify(a).localeCompare(JSON.stringify(b)),
    );
    expect(limit).toEqual({
      ...nothing,
      detector: 'limit',
      subject: 'SENSOR',
      evidence: { limit: { name: 'emergency', value: 90 } },
      limitName: 'emergency',
      limitValue: 90,
    });
    const { rows } = await database.pool.query<{ mean: number; stddev: number; deviation: number }>(
      `SELECT baseline_mean AS mean, baseline_stddev AS stddev, deviation_score AS deviation
       FROM andon_analytics.anomaly_detection_silver WHERE equipment_id = 'PUMP-2' AND detector = 'baseline'`,
    );
    const [{ mean, stddev, deviation } = { mean: 0, stddev: 0, deviation: 0 }] = rows;
    expect(mean).toBeCloseTo(60.5, 9);
    expect(deviation).toBeCloseTo((92 - mean) / stddev, 9);
    expect(baseline).toEqual({
      ...nothing,
      detector: 'baseline',
      subject: 'SENSOR',
      evidence: { baseline: { mean, stddev, deviation } },
      baselineMean: mean,
      baselineStddev: stddev,
      deviation,
    });
  });
});

describe('Of two readings of one minute, whichever batch comes first, the database keeps the worse one as the pipeline would', () => {
  const baseline = (deviation: number) => ({ limit: null, baseline: { mean: 70, stddev: 2, deviation } });
  const low = { direction: 'low', limit: { name: 'alarm_low', value: 2 } } as const;
  it.each<readonly [string, readonly [number, Partial<Finding>], readonly [number, Partial<Finding>]]>([
    ['the more severe', [91, { severity: 'critical', score: 0.1 }], [99, { score: 0.95 }]],
    ['the surer', [86, { score: 0.9 }], [89, { score: 0.8 }]],
    ['the one further beyond the limit', [89, {}], [86, {}]],
    ['below a limit the lower', [0.5, low], [1.5, low]],
    ['the one that deviates more', [60, baseline(5)], [79, baseline(4.5)]],
    ['the one without end', [7, baseline(Number.POSITIVE_INFINITY)], [8, baseline(1e300)]],
    ['without limit and baseline the one further from zero', [-5, { limit: null }], [4, { limit: null }]],
  ])('%s', async (title, worse, milder) => {
    const found = (sensorId: number, [value, finding]: readonly [number, Partial<Finding>]) => ({
      reading: silverReading(value, { sensorId, eventTimeMs: minute0Ms }),
      finding: limitFinding(finding),
    });
    for (const order of [
      [worse, milder],
      [milder, worse],
    ]) {
      const equipmentId = `${title} ${order.indexOf(worse)}`;
      const sensorId = await storeSensor(database.pool, { equipmentId, sensorType: 'temperature' });
      const findings = order.map((one) => found(sensorId, one));
      for (const one of findings) await mergeAnomalies(database.pool, toAnomalies([one]).map(anomalyColumns));
      const { rows } = await database.pool.query(
        'SELECT value, reading_count FROM andon.anomaly WHERE sensor_id = $1',
        [sensorId],
      );
      expect(rows).toEqual([{ value: worse[0], reading_count: 2 }]);
      expect(toAnomalies(findings)).toMatchObject([{ reading: { value: worse[0] }, readingCount: 2 }]);
    }
  });
});
