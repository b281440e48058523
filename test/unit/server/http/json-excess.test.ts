import { expect, it } from 'vitest';
import { maxJsonDepth, maxJsonMembers } from '../../../../src/limits.ts';
import { jsonExcess } from '../../../../src/server/http/json-excess.ts';

const nested = (depth: number) => `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)},"b":[[]]}`;
const object = (members: number) => `{${Array.from({ length: members }, (_, i) => `"m${i}":1`).join(',')}}`;

it('lists and objects nest to the limit and no deeper', () => {
  expect(jsonExcess(nested(maxJsonDepth))).toBeNull();
  expect(jsonExcess(nested(maxJsonDepth + 1))).toBe('nesting');
  expect(jsonExcess('['.repeat(1_000_000))).toBe('nesting');
});

it('one object has so many members and no more; those of several are not added up', () => {
  expect(jsonExcess(object(maxJsonMembers))).toBeNull();
  expect(jsonExcess(object(maxJsonMembers + 1))).toBe('members');
  expect(jsonExcess(`[${object(maxJsonMembers)},{"a":${object(maxJsonMembers)},"b":2}]`)).toBeNull();
  expect(jsonExcess(`{"a":{"b":1},${object(maxJsonMembers).slice(1)}`)).toBe('members');
});

it('brackets and colons within texts do not count, whatever is escaped before their end', () => {
  const marks = '[:'.repeat(maxJsonMembers + 1);
  for (const text of [marks, `\\\\${marks}`, `${marks}\\"${marks}`, `\\\\\\"${marks}`]) {
    expect(jsonExcess(`["${text}"]`)).toBeNull();
  }
  expect(jsonExcess(`["\\\\",${marks}`)).toBe('nesting');
  expect(jsonExcess(`"${marks}`)).toBeNull();
  expect(jsonExcess(`}}]]${marks}`)).toBe('nesting');
});
