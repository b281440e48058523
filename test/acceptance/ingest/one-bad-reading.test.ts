import { describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { documentText, type GraphqlAnswer } from '../../support/clients/clients-http.ts';
import { subscribe } from '../../support/clients/clients-websocket.ts';
import {
  CurrentStatus,
  EquipmentStatus,
  ExpectationsQuery,
  IngestReadings,
  IngestSeries,
  PerformanceQuery,
  QuarantineQuery,
  RegisterEquipment,
  ReplayQuarantine,
} from '../../support/clients/operations.ts';
import { minuteAgoMs } from '../../support/readings/readings.ts';
import { useSite } from '../../support/server/server-fixture.ts';
import { until } from '../../support/until.ts';

interface Answer {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: readonly { readonly index: number; readonly code: string; readonly message: string }[];
}
type AppendOutcome = 'stored' | string;

const site = useSite();
let used = 0;
/** Each test has machines and times of its own. */
const machine = () => {
  used += 1;
  return `ONE-${used}`;
};
const baseMs = minuteAgoMs(4);
const iso = (second: number) => new Date(baseMs + second * 1_000).toISOString();

async function post(variables: string, query = documentText(IngestReadings)): Promise<Answer> {
  const { text } = await site.http.post(`{"query":${JSON.stringify(query)},"variables":${variables}}`);
  const answer: GraphqlAnswer<Record<string, Answer>> = JSON.parse(text);
  const result = Object.values(answer.data ?? {})[0];
  if (result === undefined) throw new Error(text);
  return result;
}

/** Each piece of text stands between two good readings; what became of it, by its place. */
async function fatesBetweenGoodOnes(texts: readonly string[]): Promise<AppendOutcome[]> {
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
const statusOf = async (equipmentId: string) => {
  const { currentStatus } = await site.http.request(CurrentStatus, { filter: { equipmentIds: [equipmentId] } });
  return currentStatus.edges.map(({ node }) => node);
};
const countOf = async (name: string) => {
  const { expectations } = await site.http.request(ExpectationsQuery, {});
  return expectations.find((one) => one.name === name)?.readings ?? 0;
};

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
    expect(await fatesBetweenGoodOnes(cases.map(([text]) => text))).toEqual(cases.map(([, outcome]) => outcome));
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
    expect(await fatesBetweenGoodOnes(values.map(valued))).toEqual(values.map(() => 'INVALID_VALUE'));
    expect(
      await fatesBetweenGoodOnes([
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
    const messages: { type: string; payload?: { data?: { ingestReadings: Answer } } }[] = [];
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

describe('A reading that says “no value”', () => {
  it('leaves the last value on the screens, with quality BAD and the time of that value, and no window counts it', async () => {
    const equipmentId = machine();
    const screen = await subscribe(site.server.websocketUrl, EquipmentStatus, {
      equipmentIds: [equipmentId],
      minIntervalMs: 0,
    });
    const at = (second: number, more: object) => ({ equipmentId, sensorType: 's', timestamp: iso(second), ...more });
    const send = (...readings: object[]) => post(JSON.stringify({ readings }));
    await send(at(0, { value: 60, units: 'bar' }), at(1, { value: 61, units: 'bar' }));
    await until('the value is shown', async () => (await statusOf(equipmentId))[0]?.value === 61);
    expect(await send(at(2, { value: null, quality: 'BAD' }))).toMatchObject({ accepted: 1, rejected: [] });
    const shown = await until('the quality is shown', async () => {
      const [status] = await statusOf(equipmentId);
      return status?.quality === 'BAD' && status;
    });
    const expected = { value: 61, units: 'bar', quality: 'BAD', lastUpdated: iso(1), lastReported: iso(2) };
    expect(shown).toMatchObject(expected);
    const pushed = await screen.event('the quality is pushed', ({ equipmentStatus }) =>
      equipmentStatus.some(({ quality }) => quality === 'BAD'),
    );
    expect(pushed.equipmentStatus.find(({ quality }) => quality === 'BAD')).toMatchObject(expected);
    const { performance } = await site.http.request(PerformanceQuery, {
      equipmentId,
      sensorType: 's',
      from: iso(0),
      to: iso(60),
    });
    expect(performance.edges.map(({ node }) => node)).toMatchObject([{ readingCount: 2, minValue: 60, maxValue: 61 }]);
    expect(await send(at(2, { value: null, quality: 'BAD' }))).toMatchObject({ duplicates: 1, rejected: [] });
    expect(await send(at(2, { value: 5 }))).toMatchObject({ rejected: [{ code: 'CONFLICTING_DUPLICATE' }] });
    await send(at(3, { value: 62, units: 'bar' }));
    const back = { value: 62, quality: 'GOOD', lastUpdated: iso(3), lastReported: iso(3) };
    await screen.event('the next value is pushed', ({ equipmentStatus }) =>
      equipmentStatus.some(({ value }) => value === 62),
    );
    expect(await statusOf(equipmentId)).toMatchObject([back]);
    await screen.close();
  });

  it('shows the newest value before it also when both come in one request, and none where there has been none', async () => {
    const equipmentId = machine();
    const at = (sensorType: string, second: number, more: object) => ({
      equipmentId,
      sensorType,
      timestamp: iso(second),
      ...more,
    });
    const none = { value: null, quality: 'BAD' };
    const readings = [
      at('a', 3, none),
      at('a', 2, { value: 'RUN' }),
      at('a', 1, { value: 'STOP' }),
      at('b', 1, none),
      at('b', 2, none),
    ];
    expect(await post(JSON.stringify({ readings }))).toMatchObject({ accepted: 5 });
    const status = await until('both are shown', async () => {
      const found = await statusOf(equipmentId);
      return found.length === 2 && found;
    });
    expect(status).toMatchObject([
      { sensorType: 'a', value: 'RUN', quality: 'BAD', lastUpdated: iso(2), lastReported: iso(3) },
      { sensorType: 'b', value: null, quality: 'BAD', lastUpdated: iso(2), lastReported: iso(2) },
    ]);
  });

  it('is a row with NULL and quality BAD by SQL; any other NULL, NaN and infinity are put aside', async () => {
    const equipmentId = machine();
    await site.sql.rows(
      `INSERT INTO sensor_data (equipment_id, sensor_type, sensor_value, quality, timestamp) VALUES
       ($1, 'a', 7, NULL, $2), ($1, 'a', NULL, 'BAD', $3), ($1, 'b', NULL, NULL, $3), ($1, 'c', 'NaN', 'BAD', $3),
       ($1, 'd', '-infinity', NULL, $3), ($1, 'e', 1, NULL, NULL), ($1, 'f', 1, NULL, $3)`,
      [equipmentId, iso(1), iso(2)],
    );
    const codes = await until('four are put aside', async () => {
      const { quarantine } = await site.http.request(QuarantineQuery, { filter: { equipmentIds: [equipmentId] } });
      return quarantine.edges.length === 4 && quarantine.edges.map(({ node }) => `${node.sensorType} ${node.code}`);
    });
    expect(codes.sort()).toEqual(['b INVALID_VALUE', 'c INVALID_VALUE', 'd INVALID_VALUE', 'e INVALID_TIMESTAMP']);
    await until('the rest is shown', async () => (await statusOf(equipmentId)).length === 2);
    expect(await statusOf(equipmentId)).toMatchObject([
      { sensorType: 'a', value: 7, quality: 'BAD', lastUpdated: iso(1) },
      { sensorType: 'f', value: 1, quality: 'GOOD' },
    ]);
  });
});

describe('A number that comes as text', () => {
  it('is a number where the sensor measures, stays a text elsewhere, and is the same reading either way', async () => {
    const equipmentId = machine();
    await site.http.request(RegisterEquipment, {
      equipment: [{ id: equipmentId, sensors: [{ sensorType: 'level', unit: 'm' }] }],
    });
    const at = (sensorType: string, second: number, value: unknown, more: object = {}) => ({
      equipmentId,
      sensorType,
      timestamp: iso(second),
      value,
      ...more,
    });
    const send = (...readings: object[]) => post(JSON.stringify({ readings }));
    expect(
      await send(
        at('level', 1, '195.5'),
        at('temperature', 1, ' 19.5 '),
        at('order', 1, '4711'),
        at('given', 1, '1e3', { units: 'bar' }),
        at('mixed', 1, 5),
        at('mixed', 2, '-0.5'),
        at('level', 2, '1,5'),
        at('level', 3, '0x10'),
        at('level', 4, true),
      ),
    ).toMatchObject({ accepted: 9, rejected: [] });
    expect(await send(at('mixed', 3, '.5'), at('order', 2, '4712'))).toMatchObject({ accepted: 2 });
    const rows = await site.sql.rows<{
      sensor_type: string;
      second: number;
      number: number | null;
      text: string | null;
    }>(
      `SELECT sensor_type, extract(second FROM event_time)::int AS second, value_number AS number, value_text AS text
       FROM andon.telemetry_bronze JOIN andon.sensor USING (sensor_id) WHERE equipment_id = $1 ORDER BY sensor_type, event_time`,
      [equipmentId],
    );
    expect(rows.map(({ sensor_type, second, number, text }) => [sensor_type, second, number ?? text])).toEqual([
      ['given', 1, 1_000],
      ['level', 1, 195.5],
      ['level', 2, '1,5'],
      ['level', 3, '0x10'],
      ['level', 4, null],
      ['mixed', 1, 5],
      ['mixed', 2, -0.5],
      ['mixed', 3, 0.5],
      ['order', 1, '4711'],
      ['order', 2, '4712'],
      ['temperature', 1, 19.5],
    ]);
    expect(await send(at('level', 1, 195.5), at('level', 1, '195.50'), at('order', 1, 4711))).toMatchObject({
      duplicates: 3,
      rejected: [],
    });
    expect(await send(at('level', 1, '195.6'))).toMatchObject({ rejected: [{ code: 'CONFLICTING_DUPLICATE' }] });
    await until('what no detector looks at is counted', async () => (await countOf('value_numeric')) === 3);
  });
});
