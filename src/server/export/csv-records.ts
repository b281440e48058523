/** Formats records as lines of CSV (RFC 4180), safe to open in a spreadsheet. */
import { stringify } from 'csv-stringify/sync';

const formulaBehindBlanks = /^\s+[=+\-@＝＋－＠]/;

/**
 * RFC 4180, line ends included. A text that a spreadsheet would take for a formula (it begins with = + - @, after whatever blanks, or with a tab) is
 * given a leading apostrophe, as OWASP advises on CSV injection: ids come from anywhere. One with a bare CR or LF is quoted, so that what follows does not
 * begin a row. Numbers stay numbers, and are written to their last digit.
 */
export function csvRecords(records: readonly (readonly (string | number | boolean | Date | null)[])[]): string {
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
