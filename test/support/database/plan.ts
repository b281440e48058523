/** Reads the plans of statements, as EXPLAIN gives them. */
import type pg from 'pg';
import { z } from 'zod';

/** A node of what EXPLAIN (FORMAT JSON) answers, as far as the tests look at it. */
export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string | undefined;
  readonly 'Index Name'?: string | undefined;
  readonly 'Actual Rows'?: number | undefined;
  readonly 'Actual Loops'?: number | undefined;
  readonly 'Rows Removed by Filter'?: number | undefined;
  readonly Plans?: readonly PlanNode[] | undefined;
}

const node: z.ZodType<PlanNode> = z.object({
  'Node Type': z.string(),
  'Relation Name': z.string().optional(),
  'Index Name': z.string().optional(),
  'Actual Rows': z.number().optional(),
  'Actual Loops': z.number().optional(),
  'Rows Removed by Filter': z.number().optional(),
  get Plans() {
    return z.array(node).optional();
  },
});
const answer = z.array(z.object({ 'QUERY PLAN': z.array(z.object({ Plan: node })).length(1) })).length(1);

/** How the database runs the statement with these values, seen by running it. */
export async function planOf(pool: pg.Pool, statement: string, values: readonly unknown[] = []): Promise<PlanNode> {
  const { rows } = await pool.query(`EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${statement}`, [...values]);
  const plan = answer.parse(rows)[0]?.['QUERY PLAN'][0]?.Plan;
  if (plan === undefined) throw new Error('EXPLAIN answers no plan');
  return plan;
}

export interface Scan {
  readonly table: string;
  /** Null for a scan of the whole table. */
  readonly index: string | null;
  /** In all rounds together. */
  readonly rows: number;
  readonly rowsRemoved: number;
}

/** What was really read: nodes that never ran are left out. */
export function scannedTables(plan: PlanNode): Scan[] {
  return allNodes(plan).flatMap((each) => {
    const table = each['Relation Name'];
    const loops = each['Actual Loops'] ?? 0;
    if (table === undefined || loops === 0) return [];
    const index = each['Index Name'] ?? each.Plans?.find((below) => below['Index Name'])?.['Index Name'] ?? null;
    return [
      { table, index, rows: (each['Actual Rows'] ?? 0) * loops, rowsRemoved: each['Rows Removed by Filter'] ?? 0 },
    ];
  });
}

export function allNodes(plan: PlanNode): PlanNode[] {
  return [plan, ...(plan.Plans ?? []).flatMap(allNodes)];
}
