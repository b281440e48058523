/** Executes documents over the schema and a database as somebody, without a server in between. */
import { execute, parse } from 'graphql';
import type pg from 'pg';
import type { Identity } from '../../../src/auth/identity.ts';
import { createLoaders } from '../../../src/resolvers/loaders.ts';
import { createRowBudget } from '../../../src/resolvers/row-budget.ts';
import { buildSchema } from '../../../src/schema/build-schema.ts';
import { createDecisionService } from '../../../src/services/decision-service.ts';
import { createServices } from '../../../src/services/services.ts';

const schema = buildSchema();

/** What is answered, and the codes of what failed. */
export async function executeAs(
  pool: pg.Pool,
  identity: Identity,
  text: string,
  variableValues: Record<string, unknown> = {},
) {
  const services = createServices(pool, {
    watermarkMs: 30_000,
    now: Date.now,
    writeCounts: async () => undefined,
    decisions: createDecisionService(pool),
    onMasterDataChanged: () => undefined,
  });
  const contextValue = {
    services,
    identity,
    loaders: createLoaders(services),
    budget: createRowBudget(),
    audit: { refused: () => undefined },
    now: Date.now,
  };
  const { data, errors } = await execute({ schema, document: parse(text), variableValues, contextValue });
  const codes = errors?.map(
    ({ originalError }) => (originalError as { code?: string } | null)?.code ?? String(originalError),
  );
  return { data: JSON.parse(JSON.stringify(data ?? null)), codes };
}
