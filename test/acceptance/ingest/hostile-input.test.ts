import { afterEach, describe, expect, it } from 'vitest';
import type { GraphqlAnswer } from '../../support/clients/clients-http.ts';
import { documentText } from '../../support/clients/clients-http.ts';
import {
  CurrentStatus,
  EquipmentQuery,
  IngestReadings,
  PipelineHealthQuery,
  QuarantineQuery,
} from '../../support/clients/operations.ts';
import { minuteAgoMs, reading, type SentReading } from '../../support/readings/readings.ts';
import { useSite } from '../../support/server/server-fixture.ts';
import { until } from '../../support/until.ts';

interface IngestAnswer {
  readonly ingestReadings: {
    readonly accepted: number;
    readonly duplicates: number;
    readonly rejected: readonly { readonly index: number; readonly code: string; readonly message: string }[];
  };
}

describe('Bad input gets a clear answer, harms no neighbour and leaves the server up', () => {
  const site = useSite();
  let sent = 0;
  const neighbour = () => {
    sent += 1;
    return reading('NEIGHBOUR-1', 'flow', sent, minuteAgoMs(5) + sent);
  };
  /** Sends the bad reading between two good ones, checks that these are stored, and answers what was said about the bad one. */
  const between = async (bad: SentReading) => {
    const { ingestReadings } = await site.http.request(IngestReadings, { readings: [neighbour(), bad, neighbour()] });
    expect(ingestReadings.accepted + ingestReadings.rejected.length).toBe(3);
    expect(ingestReadings.accepted).toBeGreaterThanOrEqual(2);
    const [rejected] = ingestReadings.rejected;
    if (rejected !== undefined) expect(rejected.index).toBe(1);
    return rejected?.code ?? 'accepted';
  };
  const postReadings = async (readingsJson: string) => {
    const { status, text } = await site.http.post(
      `{"query":${JSON.stringify(documentText(IngestReadings))},"variables":{"readings":${readingsJson}}}`,
    );
    const answer: GraphqlAnswer<IngestAnswer> = JSON.parse(text);
    return { status, ...answer };
  };

  afterEach(async () => {
    expect(site.server.running()).toBe(true);
    const { pipelineHealth } = await site.http.request(PipelineHealthQuery, {});
    expect(pipelineHealth).toMatchObject({ status: 'OK' });
  });

  it('a number beyond double range (1e400) is refused by itself', async () => {
    const good = neighbour();
    const { data } = await postReadings(
      `[${JSON.stringify(good)},{"equipmentId":"E-1","sensorType":"flow","value":1e400,"timestamp":"${good.timestamp}"}]`,
    );
    expect(data?.ingestReadings).toMatchObject({ accepted: 1, rejected: [{ index: 1, code: 'INVALID_VALUE' }] });
  });

  it('a bare NaN refuses its reading alone; what is no JSON besides is refused as a whole, with a typed error', async () => {
    const good = JSON.stringify(neighbour());
    const nan = '{"equipmentId":"E-1","sensorType":"flow","value":NaN,"timestamp":"x"}';
    const { data } = await postReadings(`[${nan},${good}]`);
    expect(data?.ingestReadings).toMatchObject({ accepted: 1, rejected: [{ index: 0, code: 'INVALID_VALUE' }] });
    for (const broken of [`[${nan} ${good}]`, `[${nan.replace('NaN', 'NaNa')}]`, `[${nan.replace('NaN', 'nan')}]`]) {
      const { status, errors } = await postReadings(broken);
      expect(status).toBe(400);
      expect(errors).toMatchObject([
        { message: expect.stringMatching(/JSON/i), extensions: { code: 'BAD_USER_INPUT' } },
      ]);
    }
  });

  it('NUL bytes are refused wherever they come', async () => {
    const atMs = minuteAgoMs(1);
    expect(await between(reading('E\u0000', 'flow', 1, atMs))).toBe('INVALID_ID');
    expect(await between(reading('E-2', 'fl\u0000w', 1, atMs))).toBe('INVALID_ID');
    expect(await between(reading('E-2', 'flow', 'a\u0000b', atMs))).toBe('INVALID_VALUE');
    expect(await between(reading('E-2', 'flow', 1, atMs, { units: '\u0000' }))).toBe('INVALID_UNITS');
    expect(await between(reading('E-2', 'flow', 1, atMs, { eventId: 'a\u0000' }))).toBe('INVALID_ID');
    expect(await between(reading('E-2', 'flow', 1, atMs, { siteId: '\u0000' }))).toBe('INVALID_ID');
    expect(await between(reading('E-2', 'flow', 1, atMs, { attributes: { note: 'a\u0000' } }))).toBe(
      'INVALID_ATTRIBUTES',
    );
    expect(await between({ tagPath: '[default]A/B\u0000/C', value: 1, timestamp: new Date(atMs).toISOString() })).toBe(
      'INVALID_TAG_PATH',
    );
  });

  it('unpaired surrogates are refused, paired ones are letters like any other', async () => {
    const atMs = minuteAgoMs(1);
    expect(await between(reading('E-\ud800', 'flow', 1, atMs))).toBe('INVALID_ID');
    expect(await between(reading('E-3', 'flow', '\udfff', atMs))).toBe('INVALID_VALUE');
    expect(await between(reading('E-3', 'flow', 1, atMs, { attributes: { '\ud800': 1 } }))).toBe('INVALID_ATTRIBUTES');
    expect(
      await between(reading('E-🏔️', 'flöw', 'läuft 🚚', atMs, { attributes: { '\\u0000': 'a backslash, no NUL' } })),
    ).toBe('accepted');
  });

  it('ids of a megabyte are refused, and the quarantine’s copy is not longer than it has to be', async () => {
    const megabyte = 'x'.repeat(1_000_000);
    expect(await between(reading(megabyte, 'flow', 1))).toBe('INVALID_ID');
    expect(await between(reading('E-4', megabyte, 1))).toBe('INVALID_ID');
    expect(await between(reading('E-4', 'flow', 1, Date.now(), { eventId: megabyte }))).toBe('INVALID_ID');
    expect(await between(reading('E-4', 'flow', megabyte))).toBe('INVALID_VALUE');
    const longest = await site.sql.number('SELECT max(length(original)) FROM andon.quarantine');
    expect(longest).toBeLessThan(100_000);
  });

  it('__proto__ is an id and an attribute’s name like any other', async () => {
    const { data, errors } = await postReadings(
      `[{"equipmentId":"__proto__","sensorType":"constructor","value":1,"timestamp":"${new Date().toISOString()}",
         "attributes":{"__proto__":{"polluted":true},"shift":"night"}},${JSON.stringify(neighbour())}]`,
    );
    expect(errors).toBeUndefined();
    expect(data?.ingestReadings).toMatchObject({ accepted: 2, rejected: [] });
    const { equipment } = await site.http.request(EquipmentQuery, { id: '__proto__' });
    expect(equipment).toMatchObject({ id: '__proto__', equipmentType: 'unknown' });
    const [row] = await site.sql.rows<{ shift: string }>(
      `SELECT extra -> 'attributes' ->> 'shift' AS shift FROM andon.telemetry_bronze JOIN andon.sensor USING (sensor_id)
       WHERE equipment_id = '__proto__'`,
    );
    expect(row?.shift).toBe('night');
  });

  it('an empty batch is an answer of zeros', async () => {
    const { ingestReadings } = await site.http.request(IngestReadings, { readings: [] });
    expect(ingestReadings).toEqual({ accepted: 0, duplicates: 0, rejected: [] });
  });

  it('10,000 readings are taken in one request, 10,001 are refused as a whole', async () => {
    const startMs = minuteAgoMs(3);
    const many = (equipmentId: string, count: number) =>
      Array.from({ length: count }, (_, index) => reading(equipmentId, 'flow', index, startMs + index));
    const { ingestReadings } = await site.http.request(IngestReadings, { readings: many('FULL', 10_000) });
    expect(ingestReadings.accepted).toBe(10_000);
    const failure = await site.http.failure(IngestReadings, { readings: many('OVER', 10_001) });
    expect(failure.code).toBe('BAD_USER_INPUT');
    expect(failure.message).toMatch(/10[,.]?000/);
    expect(await site.sql.number(`SELECT count(*) FROM sensor_data WHERE equipment_id = 'OVER'`)).toBe(0);
  });

  it('times of year 1 and 9999 go to quarantine, what is no time is named', async () => {
    const at = (timestamp: string) => between({ equipmentId: 'E-5', sensorType: 'flow', value: 1, timestamp });
    expect(await at('0001-01-01T00:00:00Z')).toBe('TIMESTAMP_TOO_OLD');
    expect(await at('9999-12-31T23:59:59.999Z')).toBe('TIMESTAMP_IN_FUTURE');
    for (const noTime of [
      'yesterday',
      '',
      '2026-13-45T00:00:00Z',
      '2026-03-01T10:00:00',
      '1740000000',
      '+275760-09-13T00:00:00Z',
    ]) {
      expect(await at(noTime), noTime).toBe('INVALID_TIMESTAMP');
    }
  });

  it('unknown equipment is kept, with the type unknown', async () => {
    expect(await between(reading('XYZ-9', 'flow', 1))).toBe('accepted');
    const { equipment } = await site.http.request(EquipmentQuery, { id: 'XYZ-9' });
    expect(equipment).toMatchObject({ id: 'XYZ-9', equipmentType: 'unknown' });
  });

  it('a tag path gives equipment and sensor; one without equipment is named', async () => {
    const timestamp = new Date().toISOString();
    expect(await between({ tagPath: '[default]Mining/Equipment/HT_001/Speed_KPH', value: 31, timestamp })).toBe(
      'accepted',
    );
    const { equipment } = await site.http.request(EquipmentQuery, { id: 'HT_001' });
    expect(equipment).toMatchObject({ equipmentType: 'haul truck' });
    for (const tagPath of ['Speed_KPH', '[default]Speed_KPH', '', '/', '[default]']) {
      expect(await between({ tagPath, value: 31, timestamp }), tagPath).toBe('INVALID_TAG_PATH');
    }
    expect(await between({ value: 31, timestamp })).toBe('MISSING_EQUIPMENT');
    expect(await between({ equipmentId: 'HT_001', value: 31, timestamp })).toBe('MISSING_SENSOR');
  });

  it('a known unit is converted to the sensor’s own; one that contradicts it goes to quarantine, and its neighbours to gold', async () => {
    const nowMs = Date.now();
    expect(await between(reading('E-8', 'temperature', 204.8, nowMs, { units: '°F' }))).toBe('accepted');
    expect(await between(reading('E-8', 'temperature', 21, nowMs + 1, { units: '°C' }))).toBe('accepted');
    expect(await between(reading('E-8', 'state', 1, nowMs, { units: '' }))).toBe('accepted');
    expect(await between(reading('E-8', 'temperature', 3, nowMs + 2, { units: 'bananas' }))).toBe('accepted');
    const quarantined = await until('the contradiction is in quarantine', async () => {
      const { quarantine } = await site.http.request(QuarantineQuery, { filter: { equipmentIds: ['E-8'] } });
      return quarantine.edges[0]?.node;
    });
    expect(quarantined).toMatchObject({ code: 'UNIT_MISMATCH', message: expect.stringContaining('bananas') });
    const values = await site.sql.rows<{ value: number }>(
      `SELECT value FROM andon.telemetry_silver JOIN andon.sensor USING (sensor_id) WHERE equipment_id = 'E-8' AND sensor_type = 'temperature' ORDER BY event_time`,
    );
    expect(values.map(({ value }) => Math.round(value * 1e9) / 1e9)).toEqual([96, 21]);
  });

  it('values that are no number, text or true/false are named; those three are kept as they are', async () => {
    expect(await between(reading('E-6', 'flow', { a: 1 }))).toBe('INVALID_VALUE');
    expect(await between(reading('E-6', 'flow', [1, 2]))).toBe('INVALID_VALUE');
    const { data } = await postReadings(
      JSON.stringify([neighbour(), { ...reading('E-6', 'flow', 1), quality: 'GREAT' }]),
    );
    expect(data?.ingestReadings).toMatchObject({ accepted: 1, rejected: [{ index: 1, code: 'INVALID_QUALITY' }] });
    const sentValues = { number: -0.125, text: 'RUNNING', yes: true, no: false };
    for (const [sensorType, value] of Object.entries(sentValues)) {
      expect(await between(reading('E-7', sensorType, value))).toBe('accepted');
    }
    const values = await until('the status is complete', async () => {
      const { currentStatus } = await site.http.request(CurrentStatus, { filter: { equipmentIds: ['E-7'] } });
      const found = Object.fromEntries(currentStatus.edges.map(({ node }) => [node.sensorType, node.value]));
      return Object.keys(found).length === 4 && found;
    });
    expect(values).toEqual(sentValues);
  });

  it('what is no list of readings fails the request with the argument’s name; so does a document that is wrong in itself', async () => {
    for (const wrong of ['null', '"text"', '7']) {
      const { errors } = await postReadings(wrong);
      expect(errors?.[0]?.message, wrong).toMatch(/readings/);
      expect(errors?.[0]?.extensions?.code, wrong).toBe('BAD_USER_INPUT');
    }
    const literal = `mutation { ingestReadings(readings: [{ equipmentId: "W-1", sensorType: "flow", value: 1, surprise: 2 }]) { accepted } }`;
    const { text } = await site.http.post(JSON.stringify({ query: literal }));
    expect(text).toContain('surprise');
    expect(await site.sql.number(`SELECT count(*) FROM sensor_data WHERE equipment_id = 'W-1'`)).toBe(0);
  });

  it('rubbish in place of a request is refused with a 4xx, never with a 5xx', async () => {
    for (const body of [
      '',
      '{',
      'null',
      '[]',
      '42',
      '{"query":7}',
      '{"query":"{"}',
      `{"query":"{ ${'a '.repeat(50_000)}}"}`,
      '\u0000',
    ]) {
      const { status } = await site.http.post(body);
      expect(status, body.slice(0, 20)).toBeGreaterThanOrEqual(400);
      expect(status, body.slice(0, 20)).toBeLessThan(500);
    }
  });

  it('SQL’s own odd values are refused into quarantine: infinity, NaN, no equipment, no time', async () => {
    await site.sql.rows(`INSERT INTO sensor_data (equipment_id, sensor_type, sensor_value, units, timestamp) VALUES
      ('S-1', 'flow', 'infinity', NULL, now()), ('S-2', 'flow', 'NaN', NULL, now()), (NULL, 'flow', 1, NULL, now()),
      ('S-4', 'flow', 1, NULL, NULL), ('S-5', 'flow', 1, NULL, 'infinity'), ('S-6', NULL, 1, NULL, now()), ('S-7', 'flow', NULL, NULL, now()),
      ('S-8', 'flow', 1, 'l/s', now())`);
    const codes = await until('all eight are dealt with', async () => {
      const rows = await site.sql.rows<{ code: string }>(
        `SELECT code FROM andon.quarantine WHERE door = 'sql' ORDER BY quarantine_id`,
      );
      return rows.length >= 7 && rows.map((row) => row.code);
    });
    expect(codes).toEqual([
      'INVALID_VALUE',
      'INVALID_VALUE',
      'MISSING_EQUIPMENT',
      'INVALID_TIMESTAMP',
      'TIMESTAMP_IN_FUTURE',
      'MISSING_SENSOR',
      'INVALID_VALUE',
    ]);
    expect(
      await site.sql.number(
        `SELECT count(*) FROM andon.telemetry_bronze JOIN andon.sensor USING (sensor_id) WHERE equipment_id = 'S-8'`,
      ),
    ).toBe(1);
    expect(await site.sql.number('SELECT count(*) FROM andon.sql_inbox')).toBe(0);
  });
});
