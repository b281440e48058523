/** Formats performance windows as lines of CSV (RFC 4180), safe to open in a spreadsheet. */
import { stringify } from 'csv-stringify/sync';
import type { PerformanceWindow } from '../../domain/window.ts';

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

const formulaBehindBlanks = /^\s+[=+\-@＝＋－＠]/;

/**
 * RFC 4180, line ends included. A text that a spreadsheet would take for a formula (it begins with = + - @, after whatever blanks, or with a tab) is
 * given a leading apostrophe, as OWASP advises on CSV injection: ids come from anywhere. One with a bare CR or LF is quoted, so that what follows does not
 * begin a row. Numbers stay numbers, and are written to their last digit.
 */
function lines(records: readonly (readonly (string | number | boolean | Date | null)[])[]): string {
  return stringify(
    records.map((record) => [...record]),
    {
      record_delimiter: 'windows',
      escape_formulas: true,
      quoted_match: /[\r\n]/,
      cast: {
        boolean: String,
        date: (value) => value.toISOString(),
        string: (value) => (formulaBehindBlanks.test(value) ? `'${value}` : value),
      },
    },
  );
}

export const csvHeader = lines([columns]);

export function csvLines(windows: readonly PerformanceWindow[]): string {
  return lines(windows.map((window) => columns.map((column) => window[column])));
}
