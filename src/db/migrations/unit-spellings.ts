/** Writes the table of units into the database, for the views that convert. */
import { unitSpellings } from '../../domain/units/units.ts';
import { booleanArray, numberArray, textArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';

/** Tells the database the units by which views convert. Writes nothing when it knows them already, since a change makes all definitions be read anew. */
export async function writeUnitSpellings(db: Queryable): Promise<void> {
  const spellings = unitSpellings();
  const values = [
    textArray(spellings.map(({ key }) => key)),
    booleanArray(spellings.map(({ folded }) => folded)),
    textArray(spellings.map(({ unit }) => unit.symbol)),
    textArray(spellings.map(({ unit }) => unit.quantity)),
    numberArray(spellings.map(({ unit }) => unit.factor)),
    numberArray(spellings.map(({ unit }) => unit.zero)),
  ];
  const given =
    'SELECT * FROM unnest($1::text[], $2::boolean[], $3::text[], $4::text[], $5::float8[], $6::float8[]) AS given (key, folded, symbol, quantity, factor, zero)';
  const { rows } = await db.query<{ same: boolean }>(
    `SELECT NOT EXISTS (
       (TABLE andon.unit_spelling EXCEPT ${given}) UNION ALL (${given} EXCEPT TABLE andon.unit_spelling)) AS same`,
    values,
  );
  if (rows[0]?.same === true) return;
  await db.query('DELETE FROM andon.unit_spelling');
  await db.query(`INSERT INTO andon.unit_spelling ${given}`, values);
}
