/**
 * Columns for `unnest`, written as PostgreSQL array literals. The driver would walk and escape each element; numbers need neither,
 * and this is the hottest path of the server.
 */
export function numberArray(values: readonly (number | null)[]): string {
  let text = '{';
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (i > 0) text += ',';
    text += value ?? 'NULL';
  }
  return `${text}}`;
}

export function booleanArray(values: readonly (boolean | null)[]): string {
  return `{${values.map((value) => (value === null ? 'NULL' : value ? 't' : 'f')).join(',')}}`;
}

export function textArray(values: readonly (string | null)[]): string {
  return `{${values.map((value) => (value === null ? 'NULL' : quoted(value))).join(',')}}`;
}

/** An array that is null throughout is sent empty: unnest pads the shorter columns with null. */
export function sparseTextArray(values: readonly (string | null)[]): string {
  return values.some((value) => value !== null) ? textArray(values) : '{}';
}

export function sparseNumberArray(values: readonly (number | null)[]): string {
  return values.some((value) => value !== null) ? numberArray(values) : '{}';
}

export function sparseBooleanArray(values: readonly (boolean | null)[]): string {
  return values.some((value) => value !== null) ? booleanArray(values) : '{}';
}

function quoted(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}
