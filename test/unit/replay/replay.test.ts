import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/client/random.ts';
import { type ReplayOptions, replay } from '../../../src/replay/replay.ts';
import {
  acceptAll,
  type GraphqlStub,
  graphqlError,
  sentReadings,
  startGraphqlStub,
} from '../../support/clients/graphql-stub.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';

const nowMs = Date.UTC(2026, 5, 1, 12);
const recordedMs = Date.UTC(2013, 11, 2, 21, 15);
let folder: string;
let file: string;
let stub: GraphqlStub | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'andon-replay-'));
  file = join(folder, 'recording.csv');
});
afterEach(async () => {
  await stub?.close();
  stub = undefined;
  await rm(folder, { recursive: true });
});

/** Rows at the given seconds after the recording's start; the value is the row's place. */
function recording(seconds: readonly number[]): Promise<void> {
  const rows = seconds.map((second, place) => `${new Date(recordedMs + second * 1_000).toISOString()},${place}`);
  return writeFile(file, `timestamp,value\n${rows.join('\n')}\n`);
}

function options(url: string, changes: Partial<ReplayOptions> = {}): ReplayOptions {
  return {
    file,
    url,
    mapping: {
      delimiter: ',',
      timestampColumn: 'timestamp',
      valueColumn: 'value',
      equipmentColumn: 'equipment',
      sensorColumn: 'sensor',
      equipment: 'PRESS_1',
      sensor: 'oil_temperature',
      unit: '°C',
    },
    pace: { kind: 'max', keepTimestamps: false },
    statePath: join(folder, 'state.json'),
    restart: false,
    clock: createVirtualClock(nowMs),
    random: seededRandom(1),
    signal: new AbortController().signal,
    ...changes,
  };
}

const sent = (from: GraphqlStub) => from.operations.flatMap(sentReadings);
const times = (from: GraphqlStub) => sent(from).map(({ timestamp }) => Date.parse(timestamp));
const countTo = (rows: number) => Array.from({ length: rows }, (_, place) => place);

describe('a replay', () => {
  it('at full speed brings the newest row to now, wherever it stands, and keeps the intervals', async () => {
    await recording([0, 300, 900, 600]);
    stub = await startGraphqlStub(acceptAll);
    const status = await replay(options(stub.url));
    expect(times(stub)).toEqual([-900, -600, 0, -300].map((second) => nowMs + second * 1_000));
    expect(sent(stub)[2]).toMatchObject({
      equipmentId: 'PRESS_1',
      sensorType: 'oil_temperature',
      units: '°C',
      value: 2,
    });
    expect(status).toMatchObject({ finished: true, sent: 4, accepted: 4, rejected: 0, badRows: 0 });
    expect(await readdir(folder)).toEqual(['recording.csv']);
  });

  it('at a speed starts now and lets the recording pass so much faster, no row before its time', async () => {
    await recording([0, 300, 600, 3_600]);
    const clock = createVirtualClock(nowMs);
    const late: number[] = [];
    stub = await startGraphqlStub((asked) => {
      for (const { timestamp } of sentReadings(asked)) late.push(clock.nowMs() - Date.parse(timestamp));
      return acceptAll(asked);
    });
    await replay(options(stub.url, { clock, pace: { kind: 'paced', speed: 60, keepTimestamps: false } }));
    expect(times(stub)).toEqual([0, 5, 10, 60].map((second) => nowMs + second * 1_000));
    expect(clock.nowMs()).toBe(nowMs + 60_000);
    for (const lateMs of late) expect(lateMs).toBeGreaterThanOrEqual(0);
  });

  it('gathers rows that fall due close together into one request', async () => {
    await recording(countTo(1_000));
    stub = await startGraphqlStub(acceptAll);
    await replay(options(stub.url, { pace: { kind: 'paced', speed: 100, keepTimestamps: false } }));
    expect(sent(stub)).toHaveLength(1_000);
    expect(stub.operations.length).toBeLessThanOrEqual(52);
  });

  it('can keep the times as recorded', async () => {
    await recording([0, 300]);
    stub = await startGraphqlStub(acceptAll);
    await replay(options(stub.url, { pace: { kind: 'max', keepTimestamps: true } }));
    expect(times(stub)).toEqual([recordedMs, recordedMs + 300_000]);
  });

  it('names bad and rejected rows by their line, counts both, and goes on', async () => {
    await writeFile(
      file,
      'timestamp,value\n2013-12-02 21:15:00,1\nnever,2\n2013-12-02 21:20:00,3\n2013-12-02 21:25:00,4\n',
    );
    stub = await startGraphqlStub(() => ({
      body: {
        data: {
          ingestReadings: {
            accepted: 1,
            duplicates: 1,
            rejected: [{ index: 1, code: 'TIMESTAMP_TOO_OLD', message: 'too old' }],
          },
        },
      },
    }));
    const said: string[] = [];
    const status = await replay(options(stub.url, { onNotice: (notice) => said.push(notice) }));
    expect(status).toMatchObject({ finished: true, accepted: 1, duplicates: 1, rejected: 1, badRows: 1 });
    expect(status.rejectedByCode).toEqual({ TIMESTAMP_TOO_OLD: 1 });
    expect(said).toContain('line 3: "never" is not a time');
    expect(said).toContain('line 4: rejected, TIMESTAMP_TOO_OLD: too old');
  });

  it('goes on where it was interrupted, with the same times, and counts the whole', async () => {
    await recording(countTo(9_000));
    const stopping = new AbortController();
    stub = await startGraphqlStub((asked, number) => {
      if (number < 3) return acceptAll(asked);
      stopping.abort(new Error('interrupted'));
      return null;
    });
    const { url } = stub;
    const first = await replay(options(url, { signal: stopping.signal }));
    expect(first).toMatchObject({ finished: false, sent: 4_000 });
    const acknowledged = stub.operations.slice(0, 2).flatMap(sentReadings);
    await stub.close();

    stub = await startGraphqlStub(acceptAll, Number(new URL(url).port));
    const later = createVirtualClock(nowMs + 3_600_000);
    const second = await replay(options(url, { clock: later }));
    expect(second).toMatchObject({ finished: true, sent: 9_000, accepted: 9_000 });
    const whole = [...acknowledged, ...sent(stub)];
    expect(whole.map(({ value }) => value)).toEqual(countTo(9_000));
    expect(whole.map(({ timestamp }) => Date.parse(timestamp))).toEqual(
      countTo(9_000).map((second) => nowMs - (8_999 - second) * 1_000),
    );
    expect(await readdir(folder)).toEqual(['recording.csv']);
  });

  it('does not take the progress of another file for its own, unless told to restart', async () => {
    await recording(countTo(3_000));
    stub = await startGraphqlStub((asked, number) =>
      number === 1 ? acceptAll(asked) : graphqlError('FORBIDDEN', 'no'),
    );
    await expect(replay(options(stub.url))).rejects.toThrow('FORBIDDEN');
    expect(JSON.parse(await readFile(join(folder, 'state.json'), 'utf8'))).toMatchObject({ throughLine: 2_001 });
    await stub.close();
    stub = await startGraphqlStub(acceptAll, Number(new URL(stub.url).port));
    await recording(countTo(3_001));
    await expect(replay(options(stub.url))).rejects.toThrow(/another file.*--restart/);
    expect(await replay(options(stub.url, { restart: true }))).toMatchObject({ finished: true, sent: 3_001 });
  });

  it('says so when its saved progress is damaged', async () => {
    await recording([0]);
    await writeFile(join(folder, 'state.json'), '{"throughLine":');
    await expect(replay(options('http://127.0.0.1:9/graphql'))).rejects.toThrow(
      /no progress that can be read.*--restart/,
    );
  });

  it('names a file that is not there', async () => {
    await expect(replay(options('http://127.0.0.1:9/graphql'))).rejects.toThrow(
      /recording\.csv cannot be read: ENOENT/,
    );
  });
});
