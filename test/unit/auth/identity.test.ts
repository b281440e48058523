import { expect, it } from 'vitest';
import { claimedOperator, unrestricted } from '../../../src/auth/identity.ts';
import { visibilityOf } from '../../../src/auth/visibility.ts';

it.each([
  [undefined, null],
  [null, null],
  ['', null],
  ['   ', null],
  ['  anna ', 'anna'],
  ['Žofie 李', 'Žofie 李'],
  ['x'.repeat(200), 'x'.repeat(200)],
])('the operator name %j is %s', (said, operatorId) => {
  expect(claimedOperator(said)).toBe(operatorId);
});

it.each([7, {}, ['anna'], 'x'.repeat(201), 'a\u0000b', 'a\nb', '\ud800'])(
  '%j cannot stand beside a decision',
  (said) => {
    expect(() => claimedOperator(said)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
  },
);

it('a caller without a name decides as local', () => {
  expect(unrestricted(null)).toMatchObject({ operatorId: 'local', siteIds: null });
});

it('callers of the same sites share an execution, whatever their names', () => {
  const reaching = (operatorId: string, siteIds: readonly string[] | null) =>
    visibilityOf({ ...unrestricted(operatorId), siteIds });
  expect(reaching('anna', ['north', 'south'])).toEqual(reaching('tom', ['south', 'north', 'south']));
  const keys = [null, [], ['north'], ['south'], ['north', 'south'], ['north south'], ['null']].map(
    (sites) => reaching('anna', sites).key,
  );
  expect(new Set(keys).size).toBe(keys.length);
  expect(reaching('anna', ['north']).identity).toMatchObject({
    operatorId: 'local',
    siteIds: ['north'],
    scopes: ['read'],
  });
});
