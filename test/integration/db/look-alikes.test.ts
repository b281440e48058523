import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SqlClient, sqlClient } from '../../support/clients/clients-sql.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';

let database: TestDatabase;
let sql: SqlClient;
beforeAll(async () => {
  database = await createTestDatabase();
  sql = sqlClient(database.url);
});
afterAll(async () => {
  await sql.close();
  await database.drop();
});

/** Whether a machine of the second id is noted as looking like that of the first. */
async function looksLike(siteId: string, first: string, second: string): Promise<boolean> {
  for (const id of [first, second]) {
    await sql.rows('INSERT INTO andon.equipment (site_id, equipment_id) VALUES ($1, $2)', [siteId, id]);
  }
  const rows = await sql.rows('SELECT equipment_id, like_equipment_id FROM andon.look_alike WHERE site_id = $1', [
    siteId,
  ]);
  return rows.length === 1 && rows[0]?.['equipment_id'] === second && rows[0]?.['like_equipment_id'] === first;
}

describe('two ids are noted as looking alike', () => {
  it.each([
    ['differ in capital letters', 'PUMP-7', 'Pump-7'],
    ['differ in Cyrillic capital letters', 'ПУСК', 'пуск'],
    ['differ in Greek capital letters', 'ΣΤΑΘΜΟΣ', 'σταθμος'],
    ['have a Cyrillic capital in place of a Latin one', 'BETA-1', 'ВЕТА-1'],
    ['have a small Cyrillic letter in place of a Latin one', 'pace', 'расе'],
    ['have a hyphen that does not break', 'PUMP-7', 'PUMP\u20117'],
    ['have a bar in place of a hyphen', 'PUMP-7', 'PUMP\u20157'],
    ['have a two-em dash in place of a hyphen', 'PUMP-7', 'PUMP\u2e3a7'],
    ['have a wide letter', 'PUMP-7', '\uff30UMP-7'],
    ['have a blank within', 'PUMP-7', 'PUMP -7'],
    ['have a character of no width', 'PUMP-7', 'PU\u200bMP-7'],
    ['have an isolate of direction', 'PUMP-7', 'PUMP-7\u2066'],
    ['have a variation selector', 'PUMP-7', 'PUMP-7\ufe0f'],
    ['have a joiner of graphemes', 'PUMP-7', 'PUMP-7\u034f'],
    ['have a letter that is drawn as nothing', 'PUMP-7', 'PUMP-7\u3164'],
    ['have an Arabic mark of direction', 'PUMP-7', 'PUMP-7\u061c'],
    ['have a tag character', 'PUMP-7', 'PUMP-7\u{e0020}'],
  ])('that %s', async (title, first, second) => {
    expect(await looksLike(title, first, second)).toBe(true);
  });

  it.each([
    ['numbers', 'PUMP-7', 'PUMP-17'],
    ['letters', 'PUMP-A', 'PUMP-B'],
    ['Cyrillic letters', 'ПУСК-1', 'ПУСТ-1'],
  ])('but not for other %s', async (title, first, second) => {
    expect(await looksLike(title, first, second)).toBe(false);
  });
});

it('a recommendation that another program moves goes to the machine of the trimmed id', async () => {
  await sql.rows(
    `INSERT INTO agentic_hmi.agent_recommendations (recommendation_id, equipment_id, issue_type, severity) VALUES ('m', 'A', 'i', 'high')`,
  );
  await sql.rows(
    `UPDATE agentic_hmi.agent_recommendations SET equipment_id = E' Mu\\u0308hle\\u00a0' WHERE recommendation_id = 'm'`,
  );
  expect(await sql.rows('SELECT equipment_id FROM agentic_hmi.agent_recommendations')).toEqual([
    { equipment_id: 'Mühle' },
  ]);
  expect(await sql.rows('SELECT equipment_id FROM andon.recommendation_slot')).toEqual([{ equipment_id: 'Mühle' }]);
});
