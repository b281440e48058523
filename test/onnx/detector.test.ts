import { execFile } from 'node:child_process';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { minuteMs } from '../../src/domain/window.ts';
import { createTestDatabase, type TestDatabase } from '../support/database/database.ts';
import { endlessModel, pumpModel } from '../support/models/onnx-models.ts';
import { type RunningCore, received, runCore } from '../support/server/core.ts';
import { startServer } from '../support/server/server.ts';
import { until } from '../support/until.ts';

const runtimeDir = path.dirname(fileURLToPath(import.meta.url));
const patient = { withinMs: 60_000 };

describe('The detector outside_model with a model in a file', { timeout: 120_000 }, () => {
  let database: TestDatabase;
  let folder: string;
  let file: string;
  let nowMs = Math.floor(Date.now() / minuteMs) * minuteMs;
  let servers: RunningCore[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    // The other detectors would tell the same, or join it.
    await database.pool.query(
      `INSERT INTO andon.detection_setting (detector, enabled) VALUES ('outside_model', true), ('excursion', false), ('novelty', false)`,
    );
    folder = await mkdtemp(path.join(tmpdir(), 'andon-onnx-'));
    file = path.join(folder, 'pump.onnx');
  });
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });
  afterAll(async () => {
    await database.drop();
    await rm(folder, { recursive: true });
  });

  const start = async (env: Readonly<Record<string, string>> = {}) => {
    const settings = { ANDON_DETECTOR_FILE: file, ANDON_DETECTOR_RUNTIME_DIR: runtimeDir, ...env };
    const server = await runCore(database.url, settings, () => nowMs);
    servers = [...servers, server];
    return server;
  };
  const put = async (model: Uint8Array) => {
    await writeFile(`${file}.new`, model);
    await rename(`${file}.new`, file);
  };

  /** One reading of each sensor in each minute, as time goes by; the last one completes the minute before it. */
  async function live(server: RunningCore, machines: readonly string[], heads: readonly number[], more = {}) {
    for (const head of heads) {
      nowMs += minuteMs;
      const values = { head, flow: 100, current: 12, ...more };
      await server.core.ingest.submit(
        received(
          machines.flatMap((equipmentId) =>
            Object.entries(values).map(([sensorType, value]) => ({ equipmentId, sensorType, value, timestamp: nowMs })),
          ),
        ),
      );
    }
    // So long a row waits for the machine's other sensors.
    nowMs += 5_000;
  }
  const rowsOf = async (statement: string, machines: readonly string[]) =>
    (await database.pool.query(statement, [machines])).rows;
  const anomalies = (...machines: string[]) =>
    rowsOf(
      `SELECT equipment_id, sensor_type, evidence FROM andon.anomaly JOIN andon.sensor USING (sensor_id)
       WHERE detector = 'outside_model' AND equipment_id = ANY ($1) ORDER BY equipment_id, event_time`,
      machines,
    );
  const told = (...machines: string[]) =>
    rowsOf(
      'SELECT issue_type, issue_description FROM agentic_hmi.agent_recommendations WHERE equipment_id = ANY ($1)',
      machines,
    );
  const found = (count: number, ...machines: string[]) =>
    until(`${machines} have ${count} anomalies`, async () => (await anomalies(...machines)).length >= count, patient);

  it('tells what the model scores high, with the sensor that it names; and after the file was replaced, what the new one does', async () => {
    await put(pumpModel());
    const server = await start();
    await live(server, ['PUMP-1'], [1, 1, 9, 1]);
    await found(1, 'PUMP-1');
    expect(await anomalies('PUMP-1')).toMatchObject([
      { sensor_type: 'head', evidence: { model_score: 5, queue_score: 2, sensors: 3 } },
    ]);
    const [recommendation, ...others] = await told('PUMP-1');
    expect(others).toEqual([]);
    expect(recommendation).toMatchObject({ issue_type: 'outside_model_high' });
    expect(recommendation.issue_description).toContain('the outside model scores the 3 sensors of PUMP-1 at 5');

    await put(pumpModel({ factor: 3 }));
    await live(server, ['PUMP-2'], [9, 1]);
    await found(1, 'PUMP-2');
    expect(await anomalies('PUMP-2')).toMatchObject([{ evidence: { model_score: 15 } }]);
    expect(server.logged.map(({ msg }) => msg)).toEqual([]);
  });

  it('that never comes to an end holds up no alarm, and not the end of the server', async () => {
    await put(endlessModel());
    const server = await start({ ANDON_DETECTOR_TIMEOUT_S: '120' });
    await live(server, ['PUMP-3'], [1, 1]);
    // Once to load it, once to score.
    await until('the model runs', () => (server.core.scorer?.state().requests ?? 0) >= 2, patient);
    await live(server, ['PUMP-3'], [1], { temperature: 250 });
    await until('the alarm', async () => (await told('PUMP-3')).length > 0, patient);
    expect(server.core.scorer?.state()).toMatchObject({ failures: 0, requests: 2 });
  });

  it('without the package that runs it leaves everything else as it is, and says what to install', async () => {
    const server = await start({ ANDON_DETECTOR_RUNTIME_DIR: folder });
    await until('it has failed', () => server.core.scorer?.state().failingSince, patient);
    await live(server, ['PUMP-4'], [1, 9, 1], { temperature: 250 });
    await until('the alarm', async () => (await told('PUMP-4')).length > 0, patient);
    expect(await anomalies('PUMP-4')).toEqual([]);
    expect(server.core.scorer?.state().lastFailure?.message).toContain('npm install onnxruntime-node');
    expect(server.logged.filter(({ msg }) => msg.includes('npm install onnxruntime-node'))).toHaveLength(1);
  });

  it('at two servers judges each machine once, where its readings are worked on', async () => {
    await put(pumpModel());
    const [one, other] = [await start(), await start()];
    const machines = Array.from({ length: 12 }, (_, i) => `TWIN-${i}`);
    await until(
      'both have a part',
      async () => {
        // A server that owns everything shares while it works, not while it is idle.
        await live(one, machines, [1]);
        return servers.every(({ core }) => core.pipelineState().ownedShards > 0);
      },
      { ...patient, state: () => servers.map(({ core }) => core.pipelineState().ownedShards) },
    );
    await live(one, machines, [1, 9, 1]);
    await found(machines.length, ...machines);
    expect((await anomalies(...machines)).map(({ equipment_id }) => equipment_id)).toEqual([...machines].sort());
    expect(await told(...machines)).toHaveLength(machines.length);
    // Each has loaded the model and scored with it.
    for (const { core } of [one, other]) expect(core.scorer?.state().requests).toBeGreaterThanOrEqual(2);
  });

  it('has its process end with a server that is killed while the model runs', async () => {
    await put(endlessModel());
    const env = {
      ANDON_AUTH: 'none',
      ANDON_DETECTOR_FILE: file,
      ANDON_DETECTOR_RUNTIME_DIR: runtimeDir,
      ANDON_DETECTOR_TIMEOUT_S: '120',
    };
    const server = await startServer({ databaseUrl: database.url, env });
    try {
      const ask = async (query: string) => {
        const body = JSON.stringify({ query });
        const headers = { 'content-type': 'application/json' };
        const answer: unknown = await (await fetch(server.graphqlUrl, { method: 'POST', headers, body })).json();
        return JSON.stringify(answer);
      };
      const readings = [3, 2, 1].flatMap((minutes) =>
        ['head', 'flow', 'current'].map(
          (sensorType) =>
            `{ equipmentId: "PUMP-9", sensorType: "${sensorType}", value: 1, timestamp: "${new Date(Date.now() - minutes * minuteMs).toISOString()}" }`,
        ),
      );
      const answer = await ask(`mutation { ingestReadings(readings: [${readings.join()}]) { accepted } }`);
      expect(answer).toContain('"accepted":9');
      const health = '{ pipelineHealth { models { name requests failures } } }';
      await until('the model runs', async () => /"requests":2,"failures":0/.test(await ask(health)), patient);
      const [child, ...more] = await childrenOf(server.pid);
      expect(more).toEqual([]);
      await server.kill();
      await until('its process has ended', async () => !(await isThere(child ?? 0)), patient);
    } finally {
      await server.kill();
    }
  });
});

async function childrenOf(pid: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'pid=', '--ppid', String(pid)]);
  return stdout.trim().split(/\s+/).map(Number);
}

async function isThere(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
