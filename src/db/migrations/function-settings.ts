/** Fixes the settings under which the functions of triggers run. */
import type { Queryable } from '../query/queryable.ts';

/**
 * Triggers run in other programs' sessions, with the settings that psql or a JDBC driver brought along. What they write as text (the
 * event's snapshot of a recommendation, a signal's payload) has to read the same whoever wrote the row, and to be there as soon: next_event
 * forbids a plan by a cost so high that PostgreSQL would compile it, 40 to 130 ms for each alert of a program whose session has jit.
 */
const settings = {
  TimeZone: 'UTC',
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  extra_float_digits: '1',
  search_path: 'pg_catalog',
  jit: 'off',
} as const;

/** A missing setting of a function of ours, as it has to be given to it. */
const missing = `
  SELECT proc.oid::regprocedure::text AS function, wanted.name, wanted.value
  FROM pg_proc AS proc CROSS JOIN (VALUES ${Object.entries(settings)
    .map(([name, value]) => `('${name}', '${value}')`)
    .join(', ')}) AS wanted(name, value)
  WHERE pronamespace IN (to_regnamespace('andon'), to_regnamespace('agentic_hmi'))
    AND prolang = (SELECT oid FROM pg_language WHERE lanname = 'plpgsql')
    AND NOT EXISTS (SELECT FROM unnest(proconfig) AS given
                    WHERE given = wanted.name || '=' || wanted.value OR given = wanted.name || '="' || wanted.value || '"')
  ORDER BY function`;

export async function hasUnsettledFunctions(db: Queryable): Promise<boolean> {
  const { rows } = await db.query<{ any: boolean }>(`SELECT EXISTS (${missing}) AS any`);
  return rows[0]?.any === true;
}

/** After every migration, since CREATE OR REPLACE FUNCTION forgets them. The caller holds the migrations' lock. */
export async function settleFunctions(db: Queryable): Promise<void> {
  const { rows } = await db.query<{ function: string; name: string; value: string }>(missing);
  const changes = rows.map(({ function: name, name: setting, value }) => {
    return `ALTER FUNCTION ${name} SET ${setting} TO ${setting === 'search_path' ? value : `'${value}'`}`;
  });
  if (changes.length > 0) await db.query(changes.join('; '));
}
