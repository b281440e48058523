import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../../src/db/connection/database.ts';
import { createTestDatabase } from '../../support/database/database.ts';
import { startTransactionPooler } from '../../support/database/transaction-pooler.ts';

describe('a pooler in transaction mode before the database', () => {
  it('is refused at start with the reason and the way out, before anything is set in a session of others', async ({
    onTestFinished,
  }) => {
    const database = await createTestDatabase();
    onTestFinished(() => database.drop());
    const pooler = await startTransactionPooler(database.url);
    onTestFinished(() => pooler.close());
    await expect(openDatabase({ kind: 'url', url: pooler.url }, pino({ level: 'silent' }))).rejects.toThrow(
      /pooler in transaction or statement mode.*; let DATABASE_URL lead to the database server itself/,
    );
  });
});

describe('the server’s own pool', () => {
  it('that is used up is told apart from a database that is away', async ({ onTestFinished }) => {
    const database = await createTestDatabase();
    onTestFinished(() => database.drop());
    const { pool, condition, close } = await openDatabase(
      { kind: 'url', url: database.url },
      pino({ level: 'silent' }),
    );
    onTestFinished(close);
    const taken = await Promise.all(Array.from({ length: 10 }, () => pool.connect()));
    expect(condition.silence(true)).toBe('ownPool');
    expect(condition.silence(false)).toBe('away');
    for (const client of taken) client.release();
    expect(condition.silence(true)).toBe('away');
  });
});
