import { describe, expect, it } from 'vitest';
import { readingsOf } from '../../../src/ingest/series.ts';

describe('series as readings', () => {
  it('pair the columns row by row, and count on through all series', () => {
    const readings = readingsOf(
      [
        {
          equipmentId: 'A',
          sensorType: 's',
          units: 'bar',
          timestamps: ['t0', 't1'],
          values: [1, 2],
          qualities: ['GOOD', 'BAD'],
        },
        { siteId: 'north', tagPath: 'B/s', timestamps: ['t2'], values: [3] },
        { equipmentId: 'C', sensorType: 's', timestamps: [], values: [] },
        { equipmentId: 'D', sensorType: 's', timestamps: ['t3'], values: [4] },
      ],
      10,
    );
    expect(readings).toMatchObject([
      { index: 0, equipmentId: 'A', units: 'bar', timestamp: 't0', value: 1, quality: 'GOOD' },
      { index: 1, equipmentId: 'A', units: 'bar', timestamp: 't1', value: 2, quality: 'BAD' },
      { index: 2, siteId: 'north', tagPath: 'B/s', timestamp: 't2', value: 3 },
      { index: 3, equipmentId: 'D', timestamp: 't3', value: 4 },
    ]);
    expect(readings[2]?.quality).toBeUndefined();
    expect(readings).toHaveLength(4);
  });

  it('a series with columns of unequal length is refused as a whole, and the error names the series', () => {
    const even = { timestamps: ['t'], values: [1] };
    expect(() => readingsOf([even, { timestamps: ['t', 'u'], values: [1] }], 10)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', message: expect.stringContaining('series 1') }),
    );
    expect(() => readingsOf([{ ...even, qualities: [] }], 10)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', message: expect.stringContaining('qualities (0)') }),
    );
  });

  it('hold as many readings as one request may, and not one more', () => {
    const column = { timestamps: new Array<string>(5).fill('t'), values: new Array<number>(5).fill(0) };
    expect(readingsOf([column, column], 10)).toHaveLength(10);
    expect(() => readingsOf([column, column, { timestamps: ['t'], values: [0] }], 10)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', message: expect.stringContaining('11 readings') }),
    );
  });
});
