import { parse } from 'graphql';
import { expect, it } from 'vitest';
import type { Identity } from '../../../../src/auth/identity.ts';
import { HeldSubscriptions } from '../../../../src/server/graphql/held-subscriptions.ts';

const document = parse('subscription { criticalAlerts { cursor } }');
const small = { values: 0, characters: 0 };
const large = { values: 0, characters: 40_000 };
const caller = (id: string): Pick<Identity, 'credential'> => ({
  credential: { kind: 'key', id, name: id, expiresAtMs: null },
});

it('one key holds so many bytes in all its subscriptions, and another key as many again', () => {
  const held = new HeldSubscriptions(200_000);
  const open = [held.take(caller('a'), document, large), held.take(caller('a'), document, large)];
  expect(() => held.take(caller('a'), document, large)).toThrow('may hold 200000 bytes');
  open.push(held.take(caller('b'), document, large));
  open[0]?.();
  open[0]?.();
  open.push(held.take(caller('a'), document, large));
  expect(() => held.take(caller('a'), document, large)).toThrow('may hold 200000 bytes');
  for (const release of open) release();
  expect(held.holders).toBe(0);
});

it('a document that subscriptions share counts once, and one that each has of its own counts each time', () => {
  const held = new HeldSubscriptions(10_000);
  const shared = Array.from({ length: 5 }, () => held.take(caller('a'), document, small));
  expect(() => held.take(caller('a'), parse('subscription { criticalAlerts { cursor } }'), small)).toThrow('bytes');
  for (const release of shared) release();
  held.take(caller('a'), parse('subscription { criticalAlerts { cursor } }'), small);
  expect(() => held.take(caller('a'), parse('subscription { criticalAlerts { cursor } }'), small)).toThrow('bytes');
});

it('callers who prove nothing are one', () => {
  const held = new HeldSubscriptions(100_000);
  held.take({ credential: null }, document, large);
  expect(() => held.take({ credential: null }, document, large)).toThrow('bytes');
});
