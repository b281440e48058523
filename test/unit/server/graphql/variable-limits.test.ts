import { GraphQLError } from 'graphql';
import { expect, it } from 'vitest';
import { maxListEntries, maxObjectMembers, maxVariableNesting, maxVariableValues } from '../../../../src/limits.ts';
import { measureVariables } from '../../../../src/server/graphql/variable-limits.ts';

const list = (length: number): unknown[] => Array.from({ length }, () => 'x');
const members = (length: number) => Object.fromEntries(list(length).map((_, i) => [`m${i}`, 1]));
const nested = (depth: number): unknown => Array.from({ length: depth }).reduce((inner) => [inner], 'x');
const refused = (value: unknown) => {
  const size = measureVariables({ fine: 1, given: value });
  return size instanceof GraphQLError ? size.extensions : null;
};

it.each([
  ['entries of a list', list, maxListEntries],
  ['members of an object', members, maxObjectMembers],
  ['levels', nested, maxVariableNesting],
])('variables may have so many %s and no more', (_what, made, limit) => {
  expect(refused(made(limit))).toBeNull();
  expect(refused(made(limit + 1))).toMatchObject({ code: 'TOO_COMPLEX', limit, variable: 'given' });
});

it('all values of the variables together are counted, however they are spread', () => {
  const lists = Array.from({ length: 11 }, () => list(maxListEntries - 10));
  expect(refused(lists.slice(1))).toBeNull();
  expect(refused(lists)).toMatchObject({ limit: maxVariableValues });
});

it('variables of readings are left to the limits of readings, and what is left over is measured', () => {
  const size = measureVariables(
    { readings: list(maxListEntries + 1), note: 'four', filter: { id: ['ab'] } },
    new Set(['readings']),
  );
  expect(size).toEqual({ values: 4, characters: 8 });
  expect(measureVariables(null)).toEqual({ values: 0, characters: 0 });
});
