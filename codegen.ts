import type { Types } from '@graphql-codegen/plugin-helpers';

/** Typed operations for programs that know the server by its schema alone: read by scripts/generate-operations.ts. */
export default {
  schema: 'schema.graphql',
  documents: 'test/support/clients/operations/*.ts',
  emitLegacyCommonJSImports: false,
  importExtension: '.ts',
  generates: {
    'test/support/gen/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: 'string',
        enumsAsTypes: true,
        useTypeImports: true,
        strictScalars: true,
        scalars: {
          DateTime: 'string',
          ID: 'string',
          TagValue: 'number | string | boolean',
          JSON: 'unknown',
        },
      },
    },
  },
} satisfies Types.Config;
