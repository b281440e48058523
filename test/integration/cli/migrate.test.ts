import { afterEach, describe, expect, test } from 'vitest';
import { runMigrate } from '../../../src/cli/commands/migrate.ts';
import { loadConfig } from '../../../src/config.ts';
import { createEmptyDatabase, type TestDatabase } from '../../support/database/database.ts';

let database: TestDatabase | undefined;
afterEach(() => database?.drop());

async function run(url: string, options = {}): Promise<{ code: number; text: string }> {
  const lines: string[] = [];
  const code = await runMigrate(loadConfig({ DATABASE_URL: url }), (line) => lines.push(line), options);
  return { code, text: lines.join('\n') };
}

describe('andon migrate', () => {
  test('--dry-run tells what would be applied and applies nothing; then migrate applies it; then there is nothing to do', async () => {
    database = await createEmptyDatabase();
    const dry = await run(database.url, { dryRun: true });
    expect(dry).toMatchObject({ code: 0, text: expect.stringContaining('would apply  0001_') });
    const { rows } = await database.pool.query(`SELECT to_regnamespace('andon') IS NULL AS untouched`);
    expect(rows).toEqual([{ untouched: true }]);

    expect((await run(database.url)).text).toContain('applied  0001_');
    expect((await run(database.url)).text).toContain('Nothing to do');
  });

  test('--status lists what is applied with its time, and what is pending', async () => {
    database = await createEmptyDatabase();
    expect((await run(database.url, { status: true })).text).toMatch(/^pending {2}0001_/m);
    await run(database.url);
    const after = await run(database.url, { status: true });
    expect(after.text).toMatch(/^applied {2}0001_\w+\.sql {2}\d{4}-\d\d-\d\dT/m);
    expect(after.text).not.toContain('pending');
  });

  test('gives exit code 1 and the reason for a database that is newer, and for one that cannot be reached', async () => {
    database = await createEmptyDatabase();
    await run(database.url);
    await database.pool.query(
      `INSERT INTO andon.schema_migration (version, slug, checksum) VALUES (9999, 'later', '')`,
    );
    expect(await run(database.url)).toMatchObject({ code: 1, text: expect.stringContaining('update this server') });
    expect(await run(database.url, { status: true })).toMatchObject({ code: 1 });
    expect(await run('postgres://127.0.0.1:1/nowhere')).toMatchObject({
      code: 1,
      text: expect.stringContaining('ECONNREFUSED'),
    });
  });
});
