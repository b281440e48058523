import { buildSchema, parse } from 'graphql';
import { expect, it } from 'vitest';
import { HeldSubscriptions } from '../../../../src/server/graphql/held-subscriptions.ts';
import { subscribeBounded } from '../../../../src/server/graphql/subscribe-bounded.ts';

const schema = buildSchema('type Query { a: Int } type Subscription { ticks(ids: [ID!]): Int }');
const document = parse('subscription ($ids: [ID!]) { ticks(ids: $ids) }');
const nobody = { credential: null };

async function* ticks() {
  yield { ticks: 1 };
}
async function* broken(): AsyncGenerator<{ ticks: number }> {
  yield Promise.reject(new Error('the source broke'));
}

/** Subscribes; the answer is a stream, or the errors. */
async function subscribed(held: HeldSubscriptions, source: () => AsyncGenerator<unknown>, ids: unknown = ['a']) {
  const rootValue = { ticks: source };
  return subscribeBounded(held, nobody, { schema, document, rootValue, variableValues: { ids } });
}

it('a stream gives back what it holds when it has ended, broken or been left', async () => {
  const held = new HeldSubscriptions();
  for (const leave of [true, false]) {
    for (const source of [ticks, broken]) {
      const stream = await subscribed(held, source);
      if (!(Symbol.asyncIterator in stream)) throw new Error('there is no stream');
      expect(held.holders).toBe(1);
      if (leave) await stream.return();
      else
        await stream.next().then(
          () => stream.next(),
          () => undefined,
        );
      expect(held.holders).toBe(0);
    }
  }
});

it('what is refused holds nothing, whether for its variables or for what is held already', async () => {
  const held = new HeldSubscriptions(10_000);
  const none = () => {
    throw new Error('nobody may subscribe');
  };
  for (const answer of [
    await subscribed(held, ticks, [{}]),
    await subscribed(
      held,
      ticks,
      Array.from({ length: 10_001 }, () => 'a'),
    ),
    await subscribed(held, none),
  ]) {
    expect(answer).toMatchObject({ errors: [{}] });
  }
  expect(held.holders).toBe(0);
  await expect(subscribed(held, ticks, ['a'.repeat(5_000)])).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  expect(held.holders).toBe(0);
});
