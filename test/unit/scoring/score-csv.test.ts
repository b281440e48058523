import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/client/random.ts';
import { type ScoreRequest, scoreCsv } from '../../../src/scoring/score-csv.ts';

describe('Scoring a CSV file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'andon-score-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function score(content: string, options: Partial<ScoreRequest> = {}) {
    const file = path.join(folder, 'recorded.csv');
    await writeFile(file, content);
    const to = new PassThrough();
    const output = text(to);
    const request = {
      file,
      delimiter: ',',
      timeColumn: 'timestamp',
      valueColumns: ['value'],
      detector: null,
      trainingRows: null,
      ...options,
    };
    const summary = await scoreCsv(request, { to, progress: () => undefined });
    to.end();
    const lines = (await output).trimEnd().split('\n');
    return { summary, lines, header: lines[0], rows: lines.slice(1).map((line) => line.split(request.delimiter)) };
  }

  const { next: random } = seededRandom(3);
  const noise = Array.from({ length: 2_000 }, () => 20 + random());
  const line = (value: number | string, i: number) =>
    `${new Date(Date.UTC(2026, 0, 1) + i * 300_000).toISOString().slice(0, 19).replace('T', ' ')},${value}`;
  const spiked = noise.map((value, i) => (i === 1_500 ? 60 : value));

  it('writes every row again, in order, with its score and whether it is an anomaly', async () => {
    const { header, rows, summary } = await score(['timestamp,value', ...spiked.map(line)].join('\n'));
    expect(header).toBe('timestamp,value,anomaly_score,is_anomaly');
    expect(rows.map(([time, value]) => `${time},${value}`)).toEqual(spiked.map(line));
    expect(Number(rows[1_500]?.[2])).toBeGreaterThan(0.5);
    expect(rows[1_500]?.[3]).toBe('1');
    expect(summary).toEqual({
      rows: 2_000,
      anomalies: rows.filter((row) => row[3] === '1').length,
      unreadable: 0,
      firstUnreadable: null,
      outOfOrder: 0,
      isLearningOnly: false,
    });
  });

  it('scores the beginning of a file the same whatever follows', async () => {
    const whole = await score(['timestamp,value', ...spiked.map(line)].join('\n'));
    const part = await score(['timestamp,value', ...spiked.slice(0, 1_600).map(line)].join('\n'));
    expect(part.rows).toEqual(whole.rows.slice(0, 1_600));
  });

  it('takes other columns, another delimiter, quotes, a byte-order mark and Windows line ends', async () => {
    const content = ['\uFEFFwhen;"the value";note', '2026-01-01T00:00:00Z;1;"a;b"', '2026-01-01T00:05:00Z;2;""'].join(
      '\r\n',
    );
    const { header, rows } = await score(content, { delimiter: ';', timeColumn: 'when', valueColumns: ['the value'] });
    expect(header).toBe('when;the value;note;anomaly_score;is_anomaly');
    expect(rows.map((row) => row.at(-1))).toEqual(['0', '0']);
  });

  it('scores the states of a sensor by the detector that runs live, as they stand there', async () => {
    const states = Array.from({ length: 12_000 }, (_, i) =>
      i === 11_000 ? 'a "JAM", stuck' : i % 20 < 10 ? 'RUN' : 'STOP',
    );
    const content = [
      'timestamp,value',
      ...states.map((state, i) => line(`"${state.replaceAll('"', '""')}"`, i)),
      line('  ', 12_000),
    ];
    const learnt = await score(content.join('\n'), { detector: 'state' });
    expect(learnt.summary).toMatchObject({ rows: 12_001, unreadable: 1 });
    expect(anomalous(learnt.lines)).toEqual(['a ""JAM""']);
    const declared = await score(content.join('\n'), { detector: 'state', allowedStates: ['RUN', 'a "JAM", stuck'] });
    expect(new Set(anomalous(declared.lines))).toEqual(new Set(['STOP', 'a ""JAM""']));
    expect(declared.summary.anomalies).toBe(states.filter((state) => state !== 'RUN').length);
  });
  const anomalous = (lines: readonly string[]) =>
    lines.filter((one) => one.endsWith(',1')).map((one) => one.split(',')[1]?.replace(/^"/, ''));

  it('scores rows without a time or a number 0, counts them, and goes on', async () => {
    const bad = ['2026-01-01 00:00:00,n/a', 'yesterday,5', '2026-01-01 00:10:00', ',7'];
    const { rows, summary } = await score(
      ['timestamp,value', ...bad, ...spiked.map((v, i) => line(v, i + 10))].join('\n'),
    );
    expect(summary).toMatchObject({ rows: 2_004, unreadable: 4 });
    expect(summary.firstUnreadable).toBe('row 2 has "n/a" in "value", which is no number');
    expect(rows.slice(0, 4).map((row) => row.slice(-2).join())).toEqual(['0,0', '0,0', '0,0', '0,0']);
    expect(rows[1_504]?.at(-1)).toBe('1');
  });

  it('counts rows that are not later than one before them, which it passes over', async () => {
    const lines = spiked.map(line);
    const shuffled = [...lines.slice(0, 1_600), ...lines.slice(1_590, 1_595), ...lines.slice(1_600)];
    const { rows, summary } = await score(['timestamp,value', ...shuffled].join('\n'));
    expect(summary).toMatchObject({ rows: 2_005, unreadable: 0, outOfOrder: 5 });
    expect(rows.slice(1_600, 1_605).map((row) => row.at(-2))).toEqual(['0', '0', '0', '0', '0']);
  });

  it('tells of a machine whose rows were all learned from, so that none was judged', async () => {
    const content = ['a,b', ...Array.from({ length: 150 }, (_, i) => `${i % 7},${i % 5}`)].join('\n');
    const few = await score(content, { valueColumns: ['a', 'b'] });
    expect(few.summary).toMatchObject({ rows: 150, anomalies: 0, isLearningOnly: true });
    const enough = await score(content, { valueColumns: ['a', 'b'], trainingRows: 100 });
    expect(enough.summary.isLearningOnly).toBe(false);
  });

  it('takes several columns as one machine, which needs no time', async () => {
    const machine = (i: number) => {
      const load = Math.sin(i / 15);
      const fault = i >= 900 && i < 960 ? 3 : 0;
      return [5 + load + 0.1 * random(), 9 - 2 * load + 0.1 * random() + fault].join(',');
    };
    const content = ['a,b', ...Array.from({ length: 1_200 }, (_, i) => machine(i))].join('\n');
    const { rows } = await score(content, { valueColumns: ['a', 'b'], trainingRows: 400 });
    const told = rows.flatMap((row, i) => (row.at(-1) === '1' ? [i] : []));
    expect(told[0]).toBeGreaterThanOrEqual(900);
    expect(told[0]).toBeLessThan(930);
  });

  it.each([
    ['a file that is not there', 'nothing.csv', undefined, /nothing\.csv cannot be read/],
    ['an empty file', undefined, '', /is empty; its first row has to name the columns/],
    [
      'a missing column',
      undefined,
      'timestamp,val\n',
      /has no column "value" for the value; its columns are "timestamp", "val"\. Name it with --value-column/,
    ],
    [
      'another delimiter',
      undefined,
      'timestamp;value\n2026-01-01;1\n',
      /has one column, "timestamp;value", when it is read with "," between columns\. Name what stands there with --delimiter ';'/,
    ],
    [
      'decimal commas in every row',
      undefined,
      'timestamp,value\n2026-01-01,"12,5"\n2026-01-02,"12,6"\n',
      /has no row that can be scored: row 2 has "12,5" in "value", which is no number\. Numbers have a decimal point/,
    ],
    ['a broken quote', undefined, 'timestamp,value\n2026-01-01,"1', /cannot be read as CSV/],
  ])('names what is wrong with %s', async (_, name, content, message) => {
    const file = name === undefined ? {} : { file: path.join(folder, name) };
    await expect(score(content ?? 'timestamp,value\n', file)).rejects.toThrow(message);
  });
});
