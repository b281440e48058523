import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { minuteMs } from '../../../../src/domain/window.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/database/database.ts';
import { type ModelServer, silent, startModelServer } from '../../../support/models/model-server.ts';
import { type RunningCore, received, runCore } from '../../../support/server/core.ts';
import { until } from '../../../support/until.ts';

const startMs = Math.floor(Date.now() / minuteMs) * minuteMs;

/** What was sent: rows with their columns. */
interface Frame {
  readonly columns: readonly string[];
  readonly data: readonly (readonly number[])[];
}

describe('A model from outside that judges machines', () => {
  let database: TestDatabase;
  let models: ModelServer;
  let server: RunningCore;
  let nowMs = startMs;
  /** Everything that the model was asked, and what it says of a row. */
  let asked: { machine: number; columns: readonly string[] }[] = [];

  const scores = (
    scoreOf: (frame: Frame, row: readonly number[]) => number,
    before = async () => undefined as unknown,
  ) =>
    models.behave((response, { body }) => {
      const frame = body['dataframe_split'] as Frame;
      asked.push({ machine: frame.data.length, columns: frame.columns });
      const predictions = frame.data.map((row) => ({ score: scoreOf(frame, row), column: 'head' }));
      void before().then(() =>
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ predictions })),
      );
    });
  const usual = ({ columns }: Frame, row: readonly number[]) => ((row[columns.indexOf('head')] ?? 0) > 5 ? 7.5 : 0.2);

  beforeAll(async () => {
    [database, models] = await Promise.all([createTestDatabase(), startModelServer()]);
    // The other detectors would tell the same, or join it.
    await database.pool.query(
      `INSERT INTO andon.detection_setting (detector, enabled) VALUES ('outside_model', true), ('excursion', false), ('novelty', false);
       INSERT INTO andon.equipment (equipment_id) VALUES ('PUMP-9');
       INSERT INTO andon.detection_setting (detector, site_id, equipment_id, enabled) VALUES ('outside_model', 'default', 'PUMP-9', false)`,
    );
    server = await runCore(
      database.url,
      { ANDON_DETECTOR_URL: models.url, ANDON_DETECTOR_TIMEOUT_S: '2' },
      () => nowMs,
    );
  });
  afterAll(async () => {
    await server.close();
    await models.close();
    await database.drop();
  });

  /** One reading of three sensors in each minute, as time goes by; the last one completes the minute before it. */
  async function live(equipmentId: string, heads: readonly number[], extra: Record<string, number> = {}) {
    for (const head of heads) {
      nowMs += minuteMs;
      const values = { head, flow: 100, current: 12, ...extra };
      await server.core.ingest.submit(
        received(
          Object.entries(values).map(([sensorType, value]) => ({ equipmentId, sensorType, value, timestamp: nowMs })),
        ),
      );
    }
  }
  const anomalies = async (equipmentId: string) =>
    (
      await database.pool.query(
        `SELECT sensor_type, subject, evidence FROM andon.anomaly JOIN andon.sensor USING (sensor_id)
         WHERE detector = 'outside_model' AND equipment_id = $1 ORDER BY event_time`,
        [equipmentId],
      )
    ).rows;
  const told = async (equipmentId: string) =>
    (
      await database.pool.query(
        'SELECT issue_type, issue_description FROM agentic_hmi.agent_recommendations WHERE equipment_id = $1',
        [equipmentId],
      )
    ).rows;
  const found = (equipmentId: string) =>
    until('the anomaly', async () => ((await anomalies(equipmentId)).length > 0 ? true : undefined));

  it('is sent the means of each minute, machine by machine, and what it scores high is told with the sensor it names', async () => {
    scores(usual);
    await live('PUMP-9', [9, 9]);
    await live('PUMP-1', [1, 1, 9, 1]);
    nowMs += 5_000;
    await found('PUMP-1');
    expect(await anomalies('PUMP-1')).toMatchObject([
      { sensor_type: 'head', subject: 'equipment', evidence: { model_score: 7.5, queue_score: 2, sensors: 3 } },
    ]);
    const [recommendation, ...more] = await told('PUMP-1');
    expect(more).toEqual([]);
    expect(recommendation).toMatchObject({ issue_type: 'outside_model_high' });
    expect(recommendation.issue_description).toContain('the outside model scores the 3 sensors of PUMP-1 at 7.5');
    expect(asked.every(({ columns }) => columns.join() === 'current,flow,head')).toBe(true);
    // Switched off for that machine.
    expect(await anomalies('PUMP-9')).toEqual([]);
  });

  it('that answers too late is recorded and not told', async () => {
    asked = [];
    let answer: () => void = () => undefined;
    const late = new Promise<void>((resolve) => {
      answer = resolve;
    });
    scores(usual, () => late);
    await live('PUMP-2', [9, 9]);
    nowMs += 5_000;
    await until('it is asked', () => asked.length > 0 || undefined);
    nowMs += 4 * minuteMs;
    answer();
    await found('PUMP-2');
    expect(await told('PUMP-2')).toEqual([]);
  });

  it('that says nothing holds up no alarm', async () => {
    models.behave(silent);
    const before = models.requests.length;
    await live('PUMP-3', [1, 1]);
    nowMs += 5_000;
    await until('it is asked', () => models.requests.length > before || undefined);
    await live('PUMP-3', [1], { temperature: 250 });
    await until('the alarm', async () => ((await told('PUMP-3')).length > 0 ? true : undefined), { withinMs: 1_500 });
    expect(server.core.scorer?.state()).toMatchObject({ failures: 0, requests: expect.any(Number) });
  });
});
