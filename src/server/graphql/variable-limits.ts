/** Refuses variables that hold too much, before GraphQL looks at each of their values. */
import type { GraphQLError } from 'graphql';
import { maxListEntries, maxObjectMembers, maxVariableNesting, maxVariableValues } from '../../limits.ts';
import { tooComplex } from './document-limits.ts';

interface Size {
  values: number;
  characters: number;
}

/** What is held by variables: their values, and the characters of their texts. */
export interface VariableSize {
  readonly values: number;
  readonly characters: number;
}

const nothing: VariableSize = { values: 0, characters: 0 };

/**
 * The size of variables, or the error that says which of their limits they exceed. Those that are named in `exempt` hold readings, which have
 * limits of their own. The walk ends at the first excess, so it takes no longer than the limits allow.
 */
export function measureVariables(
  variables: Readonly<Record<string, unknown>> | null | undefined,
  exempt: ReadonlySet<string> = none,
): VariableSize | GraphQLError {
  if (variables === null || variables === undefined) return nothing;
  const size: Size = { values: 0, characters: 0 };
  for (const [name, value] of Object.entries(variables)) {
    if (exempt.has(name)) continue;
    const fault = walk(name, value, 0, size);
    if (fault !== null) return fault;
  }
  return size;
}

const none: ReadonlySet<string> = new Set();

function walk(name: string, value: unknown, depth: number, size: Size): GraphQLError | null {
  size.values += 1;
  if (size.values > maxVariableValues) {
    return excess(`The variables of a request may hold ${maxVariableValues} values`, maxVariableValues, name);
  }
  if (typeof value === 'string') size.characters += value.length;
  if (typeof value !== 'object' || value === null) return null;
  if (depth === maxVariableNesting) {
    return excess(`Variables may be nested ${maxVariableNesting} deep`, maxVariableNesting, name);
  }
  if (Array.isArray(value)) {
    if (value.length > maxListEntries) {
      return excess(
        `A list in variables may have ${maxListEntries} entries, not ${value.length}`,
        maxListEntries,
        name,
      );
    }
    for (const entry of value) {
      const fault = walk(name, entry, depth + 1, size);
      if (fault !== null) return fault;
    }
    return null;
  }
  let members = 0;
  for (const [member, held] of Object.entries(value)) {
    members += 1;
    size.characters += member.length;
    if (members > maxObjectMembers) {
      return excess(`An object in variables may have ${maxObjectMembers} members`, maxObjectMembers, name);
    }
    const fault = walk(name, held, depth + 1, size);
    if (fault !== null) return fault;
  }
  return null;
}

function excess(sentence: string, limit: number, variable: string): GraphQLError {
  const shown = variable.slice(0, 100);
  return tooComplex(`${sentence} ($${shown}); ask in several requests.`, { limit, variable: shown });
}
