/** Requests with one large argument each, as bodies. */

const list = <Item>(length: number, item: (i: number) => Item): Item[] => Array.from({ length }, (_, i) => item(i));
const filter = 'query ($f: EquipmentFilter) { equipmentList(filter: $f, first: 1) { edges { cursor } } }';
const body = (query: string, variables: unknown = {}): string => JSON.stringify({ query, variables });
const members = (count: number) => Object.fromEntries(list(count, (i) => [`E${i}`, 1]));

/** Each as large as the request may be, or larger; readings have measurements of their own. */
export const largeArguments: Readonly<Record<string, string>> = {
  'ids, 10,000 taken': body(filter, { f: { equipmentIds: list(10_000, (i) => `MACHINE-${i}`) } }),
  'ids, 900,000': body(filter, { f: { equipmentIds: list(900_000, (i) => `E${i}`) } }),
  'ids of 1 MB': body(filter, { f: { equipmentIds: list(90_000, (i) => `E${i}`) } }),
  'members nobody knows, 1 MB': body(filter, { f: members(80_000) }),
  'values that do not fit': body(filter, { f: { equipmentIds: list(10_000, () => ({ a: 1 })) } }),
  'one text of 1 MB': body(filter, { f: { equipmentIds: ['x'.repeat(999_000)] } }),
  'nested JSON, 1 MB': `{"query":"{ __typename }","variables":{"a":${'['.repeat(490_000)}${']'.repeat(490_000)}}}`,
  'nested values': body(
    `{ equipmentList(filter: { equipmentIds: ${'['.repeat(40_000)}${']'.repeat(40_000)} }) { edges { cursor } } }`,
  ),
  'nested inline fragments': body(`${'{...'.repeat(15_000)}{a}${'}'.repeat(15_000)}`),
  'ring of fragments': body(
    `{...F0} ${list(2_000, (i) => `fragment F${i} on Query {...F${(i + 1) % 2_000}}`).join(' ')}`,
  ),
  'tokens, 10,000': body(
    `{ equipmentList(filter: { equipmentIds: [${'"E" '.repeat(9_900)}] }, first: 1) { edges { cursor } } }`,
  ),
  'fields of one name': body(`{ ${'a: recommendationEventHead '.repeat(990)} }`),
  'variables nobody uses': body(`query (${list(2_400, (i) => `$v${i}:Int`).join(' ')}) { __typename }`),
  comments: body(`{ __typename } ${'#\\n'.repeat(45_000)}`),
  'the dearest root fields': body(`{ ${list(39, (i) => `a${i}: latency { stage }`).join(' ')} }`),
};
