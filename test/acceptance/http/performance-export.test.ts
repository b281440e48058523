import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { IngestReadings, PerformanceQuery } from '../../support/clients/operations.ts';
import { minuteAgoMs, reading } from '../../support/readings/readings.ts';
import { useSite } from '../../support/server/server-fixture.ts';
import { until } from '../../support/until.ts';

const columns =
  'siteId,equipmentId,sensorType,windowStart,windowEnd,avgValue,minValue,maxValue,stddevValue,readingCount,revision,isFinal,badCount,increase';
const failure = z.object({
  errors: z.tuple([
    z.object({ message: z.string(), extensions: z.object({ code: z.string(), argument: z.string().optional() }) }),
  ]),
});
const records = (text: string): Record<string, string>[] => parse(text, { columns: true });

describe('GET /export/performance.csv', () => {
  const site = useSite();
  const address = (parameters: Record<string, string | readonly string[]>) => {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(parameters)) {
      for (const each of typeof value === 'string' ? [value] : value) search.append(name, each);
    }
    return `${site.server.url}/export/performance.csv?${search}`;
  };
  const get = (parameters: Record<string, string | readonly string[]>) => fetch(address(parameters));
  const from = new Date(minuteAgoMs(50)).toISOString();
  const to = new Date(minuteAgoMs(0)).toISOString();

  const sensors = [
    ['EX-1', 'flow'],
    ['EX-1', 'level'],
    ['EX-2', 'flow'],
  ] as const;
  const queried = async (resolution: 'MINUTE' | 'HOUR' | 'DAY') => {
    const answers = sensors.map(async ([equipmentId, sensorType]) => {
      const { performance } = await site.http.request(PerformanceQuery, {
        equipmentId,
        sensorType,
        from,
        to,
        resolution,
      });
      return performance.edges.map(({ node }) => ({ equipmentId, sensorType, ...node }));
    });
    return (await Promise.all(answers)).flat();
  };
  beforeAll(async () => {
    const readings = sensors.flatMap(([equipmentId, sensorType], sensor) =>
      Array.from({ length: 120 }, (_, index) =>
        reading(
          equipmentId,
          sensorType,
          -5 + Math.sin(index + sensor) / 3,
          Date.parse(from) + 300_000 + index * 20_000,
        ),
      ),
    );
    await site.http.request(IngestReadings, { readings });
    await until('all windows are there', async () => {
      const windows = await queried('MINUTE');
      return windows.reduce((sum, { readingCount }) => sum + readingCount, 0) === readings.length;
    });
  });

  it.each([
    ['MINUTE', 120],
    ['HOUR', 3],
    ['DAY', 3],
  ] as const)('gives windows of a %s as the query performance does, to the last digit', async (resolution, atLeast) => {
    const response = await get({ equipmentId: ['EX-1', 'EX-2'], from, to, resolution });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="performance-(minute|hour|day)-\d{8}T\d{6}Z-\d{8}T\d{6}Z\.csv"$/,
    );
    const text = await response.text();
    expect(text.split('\r\n')[0]).toBe(columns);
    expect(text.endsWith('\r\n')).toBe(true);
    const wanted = await queried(resolution);
    expect(wanted.length).toBeGreaterThanOrEqual(atLeast);
    expect(
      records(text).map(({ siteId, badCount, increase, ...record }) => ({
        ...record,
        ...Object.fromEntries(
          ['avgValue', 'minValue', 'maxValue', 'stddevValue', 'readingCount', 'revision'].map((name) => [
            name,
            Number(record[name]),
          ]),
        ),
        isFinal: record['isFinal'] === 'true',
      })),
    ).toEqual(wanted);
    const one = await get({ equipmentId: 'EX-1', sensorType: 'level', from, to, resolution });
    expect(records(await one.text())).toEqual(records(text).filter(({ sensorType }) => sensorType === 'level'));
    const everything = await get({ from, to, resolution });
    expect(records(await everything.text())).toEqual(records(text));
  });

  it('quotes what must be quoted, and lets no id become a formula in a spreadsheet', async () => {
    const ids = ['=HYPERLINK("http://evil.example","x")', '+1,2', '-3', '@sum', 'a "b", c', '\tx'];
    await site.http.request(IngestReadings, {
      readings: ids.map((id) => reading(id, 'odd', -1.5, minuteAgoMs(10))),
    });
    const text = await until('all are there', async () => {
      const exported = await (await get({ sensorType: 'odd', from, to })).text();
      return records(exported).length === ids.length && exported;
    });
    expect(records(text).map(({ equipmentId }) => equipmentId)).toEqual(
      ['\'=HYPERLINK("http://evil.example","x")', "'+1,2", "'-3", "'@sum", 'a "b", c', 'x'].sort((a, b) =>
        a.replace(/^'/, '') < b.replace(/^'/, '') ? -1 : 1,
      ),
    );
    expect(text).not.toMatch(/(^|,|")[=+@\t]/m);
    expect(text).toContain(',-1.5,-1.5,-1.5,0,1,');
    // Triggers keep such ids out; the owner of the tables can get around them.
    await site.sql.rows(`
      BEGIN;
      ALTER TABLE andon.sensor DISABLE TRIGGER sensor_keeps_its_key;
      UPDATE andon.sensor SET sensor_type = E'lone\\r=1+1' WHERE equipment_id = '-3';
      UPDATE andon.sensor SET sensor_type = E'lone\\n=1+1' WHERE equipment_id = '@sum';
      ALTER TABLE andon.sensor ENABLE TRIGGER sensor_keeps_its_key;
      COMMIT`);
    const renamed = await (await get({ equipmentId: ['-3', '@sum'], from, to })).text();
    expect(renamed).toMatch(/,'-3,"lone\r=1\+1",/);
    expect(renamed).toMatch(/,'@sum,"lone\n=1\+1",/);
    expect(records(renamed)).toHaveLength(2);
  });

  it('the export of an unknown sensor, and the answer to HEAD, is the header line alone', async () => {
    expect(await (await get({ equipmentId: 'NOBODY', from, to })).text()).toBe(`${columns}\r\n`);
    const head = await fetch(address({ from, to }), { method: 'HEAD' });
    expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([
      200,
      'text/csv; charset=utf-8; header=present',
      '',
    ]);
  });

  it.each([
    ['no beginning', { to }, 'from', /from is missing.*from=2026-03-01T00:00:00Z/],
    ['a day that is none', { from: '2026-02-30T00:00:00Z', to }, 'from', /RFC 3339/],
    ['a time without a zone', { from, to: '2026-02-20T00:00:00' }, 'to', /RFC 3339 form with a zone/],
    ['a range that runs backwards', { from: to, to: from }, 'from', /later/],
    ['a resolution that is none', { from, to, resolution: 'WEEK' }, 'resolution', /MINUTE, HOUR or DAY, not "WEEK"/],
    [
      'a misspelt parameter',
      { from, to, sensortype: 'flow' },
      'sensortype',
      /no parameter "sensortype"; there are equipmentId, sensorType/,
    ],
    ['two beginnings', { from: [from, from], to }, 'from', /once only/],
    ['an empty id', { from, to, equipmentId: '' }, 'equipmentId', /leave it out to get all/],
  ])(
    'with %s is refused with 400, naming the parameter and the way out',
    async (_what, parameters, argument, message) => {
      const response = await get(parameters);
      expect(response.status).toBe(400);
      const [error] = failure.parse(await response.json()).errors;
      expect(error.extensions).toEqual({ code: 'BAD_USER_INPUT', argument });
      expect(error.message).toMatch(message);
    },
  );

  it('with a plus sign that became a space says how to write it', async () => {
    const response = await fetch(`${site.server.url}/export/performance.csv?from=2026-03-01T00:00:00+01:00&to=${to}`);
    expect(response.status).toBe(400);
    expect(failure.parse(await response.json()).errors[0].message).toMatch(/plus sign.*%2B/);
    expect((await get({ from: '2026-03-01T00:00:00+01:00', to })).status).toBe(200);
  });
});
