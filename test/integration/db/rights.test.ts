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

  it('are lent by no function that takes the operators and functions of a caller’s search_path for PostgreSQL’s', async () => {
    const { rows } = await database.pool.query(
      `SELECT oid::regprocedure FROM pg_proc
       WHERE pronamespace IN ('andon'::regnamespace, 'agentic_hmi'::regnamespace, 'andon_analytics'::regnamespace)
         AND prosecdef AND NOT 'search_path=pg_catalog' = ANY (coalesce(proconfig, '{}'))`,
    );
    expect(rows).toEqual([]);
  });
});
