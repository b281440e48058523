import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../../src/db/database.ts';
import { createTestDatabase } from '../../support/database.ts';
import { startTransactionPooler } from '../../support/transaction-pooler.ts';

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
