/** The Pothos builder that every type of the schema is added to. */
import SchemaBuilder from '@pothos/core';
import type { TagValue } from '../domain/readings/reading.ts';
import type { Context } from '../resolvers/context.ts';

/** Every type of the schema is added to this one; fields are non-null unless they say otherwise. */
export const builder = new SchemaBuilder<{
  Context: Context;
  DefaultFieldNullability: false;
  Scalars: {
    /** Unchecked on the way in: see resolvers/instant.ts. */
    DateTime: { Input: unknown; Output: Date };
    TagValue: { Input: unknown; Output: TagValue };
    JSON: { Input: unknown; Output: unknown };
    ID: { Input: string; Output: string | number };
  };
}>({ defaultFieldNullability: false });
