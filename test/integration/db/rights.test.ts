import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';

describe('rights in the database', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('let nobody but the owner run the functions of the server, directly or as a trigger of a table of their own', async () => {
    const { rows } = await database.pool.query(
      `SELECT proname FROM pg_proc WHERE pronamespace = 'andon'::regnamespace AND has_function_privilege('public', oid, 'EXECUTE')`,
    );
    expect(rows).toEqual([]);
  });

  it('ask of a writer for rights on the queue alone: its triggers run with their owner’s rights', async () => {
    const { rows } = await database.pool.query(
      `SELECT DISTINCT proname FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
       WHERE tgrelid IN ('agentic_hmi.agent_recommendations'::regclass, 'public.sensor_data'::regclass) AND NOT prosecdef`,
    );
    expect(rows).toEqual([]);
  });
});
