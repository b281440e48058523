/** Puts rows that carry the 1-based place of the key they answer (WITH ORDINALITY) into the order of the keys. */
export function oneByPlace<Row extends { readonly place: number }, Result>(
  rows: readonly Row[],
  count: number,
  map: (row: Row) => Result,
): (Result | null)[] {
  const results = new Array<Result | null>(count).fill(null);
  for (const row of rows) results[row.place - 1] = map(row);
  return results;
}

/** The same for keys that several rows answer; the rows' own order is kept. */
export function manyByPlace<Row extends { readonly place: number }, Result>(
  rows: readonly Row[],
  count: number,
  map: (row: Row) => Result,
): Result[][] {
  const results = Array.from({ length: count }, (): Result[] => []);
  for (const row of rows) results[row.place - 1]?.push(map(row));
  return results;
}
