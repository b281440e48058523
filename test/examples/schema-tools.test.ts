/** What others check GraphQL schemas with has nothing to complain of: GraphQL Inspector, graphql-eslint's rules for Relay. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';

// From this folder's own packages, which have a copy of graphql that they share.
const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('../..', import.meta.url));
const text = (name: string) => readFile(path.join(root, name), 'utf8');

interface Finding {
  readonly message: string;
}

interface Inspector {
  validate(
    schema: object,
    sources: readonly object[],
  ): readonly { readonly source: object; readonly errors: readonly Finding[] }[];
}

interface Graphql {
  buildSchema(text: string): object;
  Source: new (text: string, name: string) => object;
}

interface Linter {
  ESLint: new (
    options: object,
  ) => {
    lintFiles(files: string): Promise<
      readonly {
        readonly messages: readonly { readonly ruleId: string; readonly line: number; readonly message: string }[];
      }[]
    >;
  };
}

const { validate }: Inspector = require('@graphql-inspector/core');
const { buildSchema, Source }: Graphql = require('graphql');

it('GraphQL Inspector finds every documented operation valid, and complains of one that is not', async () => {
  const schema = buildSchema(await text('schema.graphql'));
  const folder = 'clients/typescript/operations';
  const names = (await readdir(path.join(root, folder))).map((name) => `${folder}/${name}`);
  const sources = await Promise.all(names.map(async (name) => new Source(await text(name), name)));
  expect(sources.length).toBeGreaterThanOrEqual(4);
  expect(validate(schema, sources)).toEqual([]);
  const [invalid] = validate(schema, [new Source('{ recommendations { edges { node { wear } } } }', 'invalid')]);
  expect(invalid?.errors[0]?.message).toContain('Cannot query field "wear"');
});

it('graphql-eslint’s rules for Relay find nothing in schema.graphql, and something where a connection lacks its page info', async () => {
  const plugin: { readonly parser: object } = require('@graphql-eslint/eslint-plugin');
  const { ESLint }: Linter = require('eslint');
  const folder = await mkdtemp(path.join(tmpdir(), 'andon-schema-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const lint = async (schema: string) => {
    const eslint = new ESLint({
      cwd: folder,
      overrideConfigFile: true,
      overrideConfig: {
        files: ['**/*.graphql'],
        languageOptions: {
          parser: plugin.parser,
          parserOptions: { graphQLConfig: { schema: path.join(folder, schema) } },
        },
        plugins: { '@graphql-eslint': plugin },
        rules: {
          // Where the rules ask for more than Relay's specifications do, the specification counts: docs/decisions/0101.
          '@graphql-eslint/relay-arguments': ['error', { includeBoth: false }],
          '@graphql-eslint/relay-connection-types': 'error',
          '@graphql-eslint/relay-edge-types': [
            'error',
            { shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false },
          ],
          '@graphql-eslint/relay-page-info': 'error',
        },
      },
    });
    const [file] = await eslint.lintFiles(schema);
    return file?.messages.map(({ ruleId, line, message }) => `${ruleId} ${line}: ${message}`) ?? ['nothing was linted'];
  };
  await cp(path.join(root, 'schema.graphql'), path.join(folder, 'schema.graphql'));
  expect(await lint('schema.graphql')).toEqual([]);
  await writeFile(
    path.join(folder, 'wrong.graphql'),
    'type Query { pumps(first: Int, after: String): PumpConnection } type PumpConnection { edges: [PumpEdge] } type PumpEdge { cursor: String! node: ID }',
  );
  expect((await lint('wrong.graphql')).join()).toContain('pageInfo');
}, 60_000);
