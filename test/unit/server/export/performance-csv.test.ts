import { expect, it } from 'vitest';
import type { PerformanceWindow } from '../../../../src/domain/window.ts';
import { csvLines } from '../../../../src/server/export/performance-csv.ts';

const at = new Date('2026-03-10T12:00:00Z');
const figures = { avgValue: -1.5, minValue: 1, maxValue: 1, stddevValue: 0, readingCount: 1, revision: 1, badCount: 0 };

/** The first field of the row, as it stands in the file. */
function written(siteId: string): string {
  const window: PerformanceWindow = {
    ...figures,
    siteId,
    sensorId: 1,
    equipmentId: 'E',
    sensorType: 's',
    windowStart: at,
    windowEnd: at,
    isFinal: true,
    increase: null,
  };
  const line = csvLines([window]);
  expect(line.endsWith(',E,s,2026-03-10T12:00:00.000Z,2026-03-10T12:00:00.000Z,-1.5,1,1,0,1,1,true,0,\r\n')).toBe(true);
  return line.slice(0, line.indexOf(',E,s,'));
}

it.each([
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['=1+1', "'=1+1"],
  ['-5', "'-5"],
  ['@x', "'@x"],
  ['＝1', "'＝1"],
  [' =1', "' =1"],
  ['\u00a0+1', "'\u00a0+1"],
  ['\n=1', '"\'\n=1"'],
  ['a\n=1', '"a\n=1"'],
  ['a\r=1', '"a\r=1"'],
  ['a "b"\n', '"a ""b""\n"'],
])('the text %j is written so that no spreadsheet runs it and no line of it begins a row: %j', (text, field) => {
  expect(written(text)).toBe(field);
});
