/** Builds the WHERE clause of a filter. */
import type { PlaceFilter } from '../../domain/equipment/place.ts';
import type { Queryable } from './queryable.ts';

/** No stored text holds NUL, and PostgreSQL refuses it as a parameter: such a text becomes null, which equals nothing. */
export function matchable(text: string): string | null {
  return text.includes('\0') ? null : text;
}

/**
 * Builds a WHERE clause from those parts of a filter that are present, so that the planner sees only what restricts.
 * Column names come from the code, values are always parameters.
 */
export class Conditions {
  readonly #parts: string[] = [];
  readonly #values: unknown[] = [];

  /** Takes a value and returns the placeholder that stands for it. */
  parameter(value: unknown): string {
    return `$${this.#values.push(value)}`;
  }

  and(condition: string): void {
    this.#parts.push(condition);
  }

  /** An absent list does not restrict; an empty one matches nothing. */
  oneOf(column: string, wanted: readonly (string | number)[] | undefined): void {
    if (wanted === undefined) return;
    const values = wanted.map((value) => (typeof value === 'string' ? matchable(value) : value));
    this.and(`${column} = ANY(${this.parameter(values)})`);
  }

  /** The rule of isAtPlace; `table` is what the columns' names begin with, such as `sensor.`. */
  atPlace(table: string, { siteIds, equipmentIds, equipmentKeys }: PlaceFilter): void {
    this.oneOf(`${table}site_id`, siteIds);
    if (equipmentKeys === undefined) {
      this.oneOf(`${table}equipment_id`, equipmentIds);
      return;
    }
    const sites = this.parameter(equipmentKeys.map(({ siteId }) => matchable(siteId)));
    const machines = this.parameter(equipmentKeys.map(({ equipmentId }) => matchable(equipmentId)));
    const byKey = `(${table}site_id, ${table}equipment_id) IN (SELECT * FROM unnest(${sites}::text[], ${machines}::text[]))`;
    const names = equipmentIds ?? [];
    // Said only where it can hold: the planner finds keys by an index, and cannot where something else may hold instead.
    if (names.length === 0) this.and(byKey);
    else this.and(`(${table}equipment_id = ANY(${this.parameter(names.map(matchable))}) OR ${byKey})`);
  }

  /** `from` is inclusive, `to` exclusive. */
  within(column: string, from: Date | undefined, to: Date | undefined): void {
    if (from !== undefined) this.and(`${column} >= ${this.parameter(from)}`);
    if (to !== undefined) this.and(`${column} < ${this.parameter(to)}`);
  }

  get where(): string {
    return this.#parts.length === 0 ? '' : `WHERE ${this.#parts.join(' AND ')}`;
  }

  get values(): unknown[] {
    return this.#values;
  }
}

/** How many rows the conditions let through; `from` comes from the code. */
export async function countRows(db: Queryable, from: string, { where, values }: Conditions): Promise<number> {
  const { rows } = await db.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${from} ${where}`, values);
  return rows[0]?.count ?? 0;
}
