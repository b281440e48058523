/** Formats performance windows as lines of CSV. */
import type { PerformanceWindow } from '../../domain/window.ts';
import { csvRecords } from './csv-records.ts';

const columns = [
  'siteId',
  'equipmentId',
  'sensorType',
  'windowStart',
  'windowEnd',
  'avgValue',
  'minValue',
  'maxValue',
  'stddevValue',
  'readingCount',
  'revision',
  'isFinal',
  'badCount',
  'increase',
] as const satisfies readonly (keyof PerformanceWindow)[];

export const csvHeader = csvRecords([columns]);

export function csvLines(windows: readonly PerformanceWindow[]): string {
  return csvRecords(windows.map((window) => columns.map((column) => window[column])));
}
