/** The symbol of a severity. */

/** @import { Severity } from '../../types.ts' */
import { drawing } from './elements.js';

/** A shape for each severity, so that no one depends on colour: stop sign, warning triangle, diamond, disc. */
const outlines = /** @type {Readonly<Record<Severity, string>>} */ ({
  CRITICAL: 'M10 2h12l8 8v12l-8 8H10l-8-8V10z',
  HIGH: 'M16 2 31 29H1z',
  MEDIUM: 'M16 1 31 16 16 31 1 16z',
  LOW: 'M16 3a13 13 0 1 0 0 26 13 13 0 0 0 0-26z',
});
const signs = /** @type {Readonly<Record<Severity, string>>} */ ({
  CRITICAL: 'M14 7h4l-1 12h-2zM14 22h4v4h-4z',
  HIGH: 'M14.5 11h3l-.7 9h-1.6zM14.5 22h3v3.4h-3z',
  MEDIUM: 'M14.5 8h3l-.7 10h-1.6zM14.5 20.5h3v3.5h-3z',
  LOW: 'M14.5 8h3v3.5h-3zM14.5 13.5h3V24h-3z',
});

/** @param {Severity} severity */
export function severityMark(severity) {
  return drawing(
    'svg',
    { viewBox: '0 0 32 32', class: `mark mark-${severity.toLowerCase()}`, 'aria-hidden': 'true', focusable: 'false' },
    drawing('path', { d: outlines[severity], class: 'mark-outline' }),
    drawing('path', { d: signs[severity], class: 'mark-sign' }),
  );
}
