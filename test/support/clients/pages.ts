interface Page<Row> {
  readonly rows: readonly Row[];
  readonly hasNextPage: boolean;
}

/** Reads page after page to the end, as a client that follows the cursor does. `between` runs after each page but the last. */
export async function readAllPages<Row, Key>(
  first: number,
  read: (request: { first: number; after: Key | null }) => Promise<Page<Row>>,
  keyOf: (row: Row) => Key,
  between: () => Promise<void> = async () => undefined,
): Promise<Row[]> {
  const all: Row[] = [];
  let after: Key | null = null;
  for (;;) {
    const page: Page<Row> = await read({ first, after });
    all.push(...page.rows);
    const last = page.rows.at(-1);
    if (!page.hasNextPage) return all;
    if (last === undefined) throw new Error('a page without rows promises a next one');
    after = keyOf(last);
    await between();
  }
}
