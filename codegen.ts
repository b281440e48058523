import type { Types } from '@graphql-codegen/plugin-helpers';

/** How scalars of the schema come over JSON; the same table stands in docs/integrate/code-generation.md for users' own generators. */
export const scalars = {
  DateTime: 'string',
  ID: 'string',
  JSON: 'unknown',
  TagValue: 'number | string | boolean',
};

/** As text rather than syntax trees, and enums as unions of texts: what a program gets by JSON. */
const config = { documentMode: 'string', enumsAsTypes: true, useTypeImports: true, strictScalars: true, scalars };

/** Typed operations: read by scripts/generate-operations.ts. */
export default {
  schema: 'schema.graphql',
  emitLegacyCommonJSImports: false,
  importExtension: '.ts',
  generates: {
    /** Of the tests, which know the server by its schema alone. */
    'test/support/gen/': {
      documents: 'test/support/clients/operations/*.ts',
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config,
    },
    /** Of @andon/client, for the common questions. */
    'clients/typescript/src/gen/': {
      documents: 'clients/typescript/operations/*.graphql',
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config,
    },
  },
} satisfies Types.Config;
