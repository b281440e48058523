import { readFile } from 'node:fs/promises';
import { preset } from '@graphql-codegen/client-preset';
import { codegen } from '@graphql-codegen/core';
import { buildSchema, GraphQLScalarType, isSpecifiedScalarType, parse } from 'graphql';
import { beforeAll, expect, it } from 'vitest';
import { scalars } from '../../codegen.ts';

const file = (name: string) => readFile(new URL(`../../${name}`, import.meta.url), 'utf8');

let page: string;
let sdl: string;
beforeAll(async () => {
  page = await file('docs/integrate/code-generation.md');
  sdl = await file('schema.graphql');
});

/** The settings of the page, without their types. */
async function settings(): Promise<Parameters<typeof preset.buildGeneratesSection>[0]> {
  const [, text = ''] = /^```ts\n(import type \{ CodegenConfig[^`]*)^```/m.exec(page) ?? [];
  const plain = text.replace(/^import type .*$/m, '').replace(': CodegenConfig', '');
  const { default: config } = await import(`data:text/javascript,${encodeURIComponent(plain)}`);
  return config.generates['src/gen/'];
}

it('names every scalar of the schema on its page, as this project maps them itself', async () => {
  const own = Object.values(buildSchema(sdl).getTypeMap()).filter(
    (type) => type instanceof GraphQLScalarType && !isSpecifiedScalarType(type),
  );
  expect([...own.map(({ name }) => name), 'ID'].sort()).toEqual(Object.keys(scalars).sort());
  expect((await settings()).config['scalars']).toEqual(scalars);
  for (const name of Object.keys(scalars)) expect(page).toContain(`\n| ${name} | `);
});

it('types scalars as the page says, from its own settings', async () => {
  const rawSDL = `mutation Send($readings: [ReadingInput!]!) { ingestReadings(readings: $readings) { accepted } }
    query Now { currentStatus { edges { node { value lastUpdated } } } anomalies { edges { node { id evidence } } } }`;
  const outputs = await preset.buildGeneratesSection({
    ...(await settings()),
    schema: parse(sdl),
    schemaAst: buildSchema(sdl),
    documents: [{ location: 'now.graphql', rawSDL, document: parse(rawSDL) }],
    plugins: [],
    pluginMap: {},
    baseOutputDir: 'src/gen/',
  });
  const operations = outputs.find(({ filename }) => filename.endsWith('graphql.ts'));
  const made = operations === undefined ? '' : await codegen(operations);
  expect(made).toContain('value: number | string | boolean | null, lastUpdated: string');
  expect(made).toContain('id: string, evidence: unknown');
  expect(made).toMatch(/timestamp\?: string/);
  expect(made).not.toMatch(/: any\b/);
});
