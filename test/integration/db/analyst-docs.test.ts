import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';

const page = new URL('../../../docs/analyse/views.md', import.meta.url);

let database: TestDatabase;
let text: string;
beforeAll(async () => {
  database = await createTestDatabase();
  text = await readFile(page, 'utf8');
});
afterAll(() => database.drop());

it('docs/analyse/views.md lists every view with every column, its type and its meaning, as the database says it', async () => {
  const { rows } = await database.pool.query<{ view: string; about: string; line: string }>(
    `SELECT relname AS view, obj_description(pg_class.oid, 'pg_class') AS about,
            format('| %s | %s | %s |', attname, format_type(atttypid, NULL), col_description(attrelid, attnum)) AS line
     FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
     WHERE relnamespace = 'andon_analytics'::regnamespace AND attnum > 0 ORDER BY relname, attnum`,
  );
  const missing = rows.filter(({ view, about, line }) => {
    const section = text.split(/^### /m).find((part) => part.split('\n')[0]?.includes(`\`${view}\``)) ?? '';
    return !section.includes(about) || !section.includes(`\n${line}\n`);
  });
  expect(rows.length).toBeGreaterThan(150);
  expect(missing.map(({ view, line }) => `${view}: ${line}`)).toEqual([]);
});

it('every example in docs/analyse/views.md that reads the views runs', async () => {
  const examples = [...text.matchAll(/```sql\n([^`]*)```/g)].map(([, sql = '']) => sql);
  const queries = examples.filter((sql) => sql.includes('FROM andon_analytics.'));
  expect(queries.length).toBeGreaterThanOrEqual(4);
  for (const sql of queries) await database.pool.query(sql);
});
