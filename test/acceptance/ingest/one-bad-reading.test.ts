import { describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { documentText } from '../../support/clients/clients-http.ts';
import { IngestReadings, IngestSeries, QuarantineQuery, ReplayQuarantine } from '../../support/clients/operations.ts';
import { type IngestAnswer, useOddReadings } from '../../support/fixtures/odd-readings.ts';
import { until } from '../../support/until.ts';

const { site, machine, iso, post, countOf } = useOddReadings();

type AppendOutcome = 'stored' | string;

/** Each piece of text stands between two good readings; what became of it, by its place. */
async function outcomesBetweenGoodOnes(texts: readonly string[]): Promise<AppendOutcome[]> {
  const equipmentId = machine();
  const good = (n: number) =>
    `{"equipmentId":"${equipmentId}","sensorType":"good","value":${n},"timestamp":"${iso(n)}"}`;
  const all = texts.flatMap((text, i) => [text, good(i)]);
  const { accepted, rejected } = await post(`{"readings":[${all.join(',')}]}`);
  const codes = new Map(rejected.map(({ index, code }) => [index, code]));
  const stored = await site.sql.number(
    'SELECT count(*) FROM sensor_data WHERE equipment_id = $1 AND sensor_type = $2',
    [equipmentId, 'good'],
  );
  expect({ stored, accepted }).toEqual({ stored: texts.length, accepted: all.length - rejected.length });
  return texts.map((_text, i) => codes.get(2 * i) ?? 'stored');
}

const odd = (more: Record<string, unknown>) =>
  JSON.stringify({ equipmentId: machine(), sensorType: 'odd', value: 1, timestamp: iso(0), ...more });

describe('Whatever is wrong with one reading is answered for it alone', () => {
  it('whichever field of it is null, missing, of another type or of another shape', async () => {
    const cases: [string, AppendOutcome][] = [
      [odd({ value: null }), 'INVALID_VALUE'],
      [odd({ value: null, quality: 'GOOD' }), 'INVALID_VALUE'],
      [odd({ value: null, quality: 'UNCERTAIN' }), 'INVALID_VALUE'],
      [odd({ value: null, quality: 'BAD' }), 'stored'],
      [odd({ value: null, quality: 'bad' }), 'stored'],
      [odd({ value: undefined }), 'INVALID_VALUE'],
      [odd({ value: undefined, quality: 'BAD' }), 'INVALID_VALUE'],
      [odd({ value: [1, 2] }), 'INVALID_VALUE'],
      [odd({ value: { v: 1 } }), 'INVALID_VALUE'],
      [odd({ timestamp: null }), 'INVALID_TIMESTAMP'],
      [odd({ timestamp: undefined }), 'INVALID_TIMESTAMP'],
      [odd({ timestamp: {} }), 'INVALID_TIMESTAMP'],
      [odd({ timestamp: true }), 'INVALID_TIMESTAMP'],
      [odd({ equipmentId: 5 }), 'stored'],
      [odd({ equipmentId: 5.5 }), 'INVALID_ID'],
      [odd({ equipmentId: {} }), 'INVALID_ID'],
      [odd({ equipmentId: null }), 'MISSING_EQUIPMENT'],
      [odd({ sensorType: 7 }), 'INVALID_ID'],
      [odd({ sensorType: null }), 'MISSING_SENSOR'],
      [odd({ siteId: ['north'] }), 'INVALID_ID'],
      [odd({ eventId: {} }), 'INVALID_ID'],
      [odd({ tagPath: 7 }), 'INVALID_TAG_PATH'],
      [odd({ units: 7 }), 'INVALID_UNITS'],
      [odd({ quality: 'goood' }), 'INVALID_QUALITY'],
      [odd({ quality: 192 }), 'INVALID_QUALITY'],
      [odd({ quality: null }), 'stored'],
      [odd({ attributes: 'x' }), 'INVALID_ATTRIBUTES'],
      [odd({ attributes: [1] }), 'INVALID_ATTRIBUTES'],
      ['null', 'INVALID_READING'],
      ['5', 'INVALID_READING'],
      ['"text"', 'INVALID_READING'],
      ['[]', 'INVALID_READING'],
      ['{}', 'MISSING_EQUIPMENT'],
      [odd({ unit: '°F' }), 'UNKNOWN_FIELD'],
      [odd({ sensor_type: 'odd', units: 'bar' }), 'stored'],
      [odd({ Quality: 'BAD' }), 'UNKNOWN_FIELD'],
    ];
    expect(await outcomesBetweenGoodOnes(cases.map(([text]) => text))).toEqual(cases.map(([, outcome]) => outcome));
  });

  it('a bare NaN or Infinity, or a text with that meaning, is rejected as no value', async () => {
    const valued = (value: string) =>
      `{"equipmentId":"NAN-1","sensorType":"nan","value":${value},"timestamp":"${iso(1)}"}`;
    const bare = ['NaN', 'Infinity', '-Infinity', '1e400', '-1e400', ' NaN '];
    const spelt = [
      'NaN',
      'nan',
      '-NaN',
      ' NaN ',
      'Infinity',
      '+Infinity',
      '-inf',
      'INF',
      '1.#QNAN',
      '-1.#IND',
      '1e400',
    ];
    const values = [...bare, ...spelt.map((text) => JSON.stringify(text))];
    expect(await outcomesBetweenGoodOnes(values.map(valued))).toEqual(values.map(() => 'INVALID_VALUE'));
    expect(
      await outcomesBetweenGoodOnes([
        `{"equipmentId":"NAN-2","sensorType":"s","value":1,"timestamp":NaN}`,
        `{"equipmentId":"NAN-2","sensorType":"s","value":"NaN stays, \\"NaN\\" too: NaN","timestamp":"${iso(1)}"}`,
        `{"equipmentId":"NAN-2","sensorType":"t","value":1,"timestamp":"${iso(1)}","attributes":{"spread":NaN}}`,
      ]),
    ).toEqual(['INVALID_TIMESTAMP', 'stored', 'stored']);
  });

  it('a count of time in another unit than milliseconds is told as such, never taken for a time of long ago', async () => {
    const nowMs = Date.now();
    const counts: [unknown, RegExp | null][] = [
      [nowMs, null],
      [String(nowMs - 1), null],
      [Math.floor(nowMs / 1_000), /looks like seconds since 1970; send milliseconds or RFC 3339/],
      [nowMs / 1_000, /seconds/],
      [String(Math.floor(nowMs / 1_000)), /seconds/],
      [nowMs * 1_000, /microseconds/],
      [`${nowMs}000`, /microseconds/],
      [nowMs * 1_000_000, /nanoseconds/],
      [`${nowMs}000000`, /nanoseconds/],
      [638_000_000_000_000_000, /\.NET/],
      [20_261_129_031_500, /digits/],
      [iso(5).slice(0, -1), /zone/],
    ];
    const readings = counts.map(([timestamp], i) => ({
      equipmentId: 'EPOCH-1',
      sensorType: `s${i}`,
      value: 1,
      timestamp,
    }));
    const answer = await post(JSON.stringify({ readings }));
    const timestamps = counts.map(([timestamp]) => timestamp);
    const series = [{ equipmentId: 'EPOCH-2', sensorType: 's', timestamps, values: counts.map((_count, i) => i) }];
    const columns = await post(JSON.stringify({ series }), documentText(IngestSeries));
    for (const { accepted, rejected } of [answer, columns]) {
      expect(accepted).toBe(2);
      for (const [i, [timestamp, message]] of counts.entries()) {
        if (message === null) continue;
        const found = rejected.find(({ index }) => index === i);
        expect(found, String(timestamp)).toMatchObject({
          code: 'INVALID_TIMESTAMP',
          message: expect.stringMatching(message),
        });
      }
    }
  });

  it('in a series by its place, through all series', async () => {
    const equipmentId = machine();
    const series = [
      {
        equipmentId,
        sensorType: 'a',
        timestamps: [iso(0), iso(1), null, iso(3), iso(4), iso(5), iso(6)],
        values: [1, null, 3, 4, 'x', '6.5', true],
        qualities: ['GOOD', 'BAD', 'GOOD', 'goood', null, null, null],
      },
      null,
      { equipmentId, sensorType: 'b', timestamps: [iso(0), iso(1)], values: null },
      { equipmentId, sensorType: 'c', timestamps: [iso(0)], values: [7], surprise: 1 },
      { equipmentId: {}, sensorType: 'd', timestamps: [iso(0)], values: [8] },
      { equipmentId, sensorType: 'e', timestamps: null, values: [9] },
      { equipmentId, sensorType: 'f', timestamps: [iso(0), iso(1)], values: [null, 10], unit: 'bar' },
      { equipmentId, sensorType: 'g', timestamps: [iso(0), iso(1)], values: [null, 11] },
    ];
    const { accepted, rejected } = await post(JSON.stringify({ series }), documentText(IngestSeries));
    expect(rejected.map(({ index, code }) => [index, code])).toEqual([
      [2, 'INVALID_TIMESTAMP'],
      [3, 'INVALID_QUALITY'],
      [4, 'INVALID_VALUE'],
      [6, 'INVALID_VALUE'],
      [7, 'INVALID_READING'],
      [8, 'INVALID_VALUE'],
      [9, 'INVALID_VALUE'],
      [11, 'INVALID_ID'],
      [12, 'INVALID_TIMESTAMP'],
      [13, 'UNKNOWN_FIELD'],
      [14, 'UNKNOWN_FIELD'],
      [15, 'INVALID_VALUE'],
    ]);
    expect(accepted).toBe(5);
    const bare = `{"series":[{"equipmentId":"${equipmentId}","sensorType":"n","timestamps":["${iso(0)}","${iso(1)}"],"values":[NaN,2]}]}`;
    expect(await post(bare, documentText(IngestSeries))).toMatchObject({
      accepted: 1,
      rejected: [{ index: 0, code: 'INVALID_VALUE' }],
    });
  });

  it('a bad reading in a variable that is only a part of an argument is rejected by itself', async () => {
    const equipmentId = machine();
    const query = `mutation ($id: ID!, $first: ReadingInput!, $times: [DateTime!]!, $values: [Float!]!) {
      ingestReadings(readings: [$first, { equipmentId: $id, sensorType: "s", value: 1, timestamp: "${iso(1)}" }]) { accepted rejected { index code } }
      ingestSeries(series: [{ equipmentId: $id, sensorType: "t", timestamps: $times, values: $values }]) { accepted rejected { index code } }
    }`;
    const variables = { id: equipmentId, first: { surprise: 1 }, times: [iso(1), null, iso(2)], values: [1, 2, null] };
    const { text } = await site.http.post(JSON.stringify({ query, variables }));
    expect(JSON.parse(text).data).toEqual({
      ingestReadings: { accepted: 1, rejected: [{ index: 0, code: 'MISSING_EQUIPMENT' }] },
      ingestSeries: {
        accepted: 1,
        rejected: [
          { index: 1, code: 'INVALID_TIMESTAMP' },
          { index: 2, code: 'INVALID_VALUE' },
        ],
      },
    });
  });

  it('over a WebSocket as over HTTP', async () => {
    const good = `{"equipmentId":"${machine()}","sensorType":"s","value":1,"timestamp":"${iso(1)}"}`;
    const readings = `[${good},{"equipmentId":"WS","sensorType":"s","value":NaN,"timestamp":"${iso(1)}"},null,${good.replace('"s"', '"t"')}]`;
    const socket = new WebSocket(site.server.websocketUrl, 'graphql-transport-ws');
    const messages: { type: string; payload?: { data?: { ingestReadings: IngestAnswer } } }[] = [];
    socket.on('message', (data) => messages.push(JSON.parse(String(data))));
    await new Promise((resolve) => socket.once('open', resolve));
    socket.send('{"type":"connection_init"}');
    const query = JSON.stringify(documentText(IngestReadings));
    await until('the socket is acknowledged', () => messages.some(({ type }) => type === 'connection_ack'));
    socket.send(`{"type":"subscribe","id":"1","payload":{"query":${query},"variables":{"readings":${readings}}}}`);
    const answer = await until('the answer is there', () => messages.find(({ type }) => type === 'next'), {
      state: () => messages,
    });
    socket.close();
    expect(answer.payload?.data?.ingestReadings).toMatchObject({
      accepted: 2,
      rejected: [
        { index: 1, code: 'INVALID_VALUE' },
        { index: 2, code: 'INVALID_READING' },
      ],
    });
  });

  it('fields of the sender’s own are kept with the reading and counted', async () => {
    const equipmentId = machine();
    const before = await countOf('fields_known');
    const own = { shift: 'night', attributes: { crew: 'B' } };
    const readings = [{ equipmentId, sensorType: 's', value: 1, timestamp: iso(1), ...own }];
    expect(await post(JSON.stringify({ readings }))).toMatchObject({ accepted: 1 });
    const [row] = await site.sql.rows<{ extra: unknown }>(
      'SELECT extra FROM andon.telemetry_bronze JOIN andon.sensor USING (sensor_id) WHERE equipment_id = $1',
      [equipmentId],
    );
    expect(row?.extra).toEqual({ attributes: { shift: 'night', crew: 'B' } });
    await until('it is counted', async () => (await countOf('fields_known')) === before + 1);
  });

  it('is kept in quarantine as it came, and taken once it is mended', async () => {
    const equipmentId = machine();
    const bad = { equipmentId, sensorType: 's', value: 140, unit: '°F', timestamp: iso(1) };
    await post(JSON.stringify({ readings: [bad, null] }));
    const entry = await until('the entry is there', async () => {
      const { quarantine } = await site.http.request(QuarantineQuery, { filter: { equipmentIds: [equipmentId] } });
      return quarantine.edges[0]?.node;
    });
    expect(entry).toMatchObject({ code: 'UNKNOWN_FIELD', equipmentId });
    expect(JSON.parse(entry.original)).toEqual(bad);
    const { unit: units, ...rest } = bad;
    const { replayQuarantine } = await site.http.request(ReplayQuarantine, {
      entries: [{ id: entry.id, reading: { ...rest, units } }],
    });
    expect(replayQuarantine).toMatchObject({ accepted: 1, rejected: [] });
  });
});
