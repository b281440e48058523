/** Makes operations of the public schema at random: mostly valid ones with odd arguments, some that no server should take. */
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';
import { oddTexts } from './hostile-readings.ts';

/** In [0, 1). */
export type Random = () => number;

export interface RandomOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface OperationsOptions {
  readonly schema: GraphQLSchema;
  readonly random: Random;
  /** Ids and cursors that there are. */
  readonly known: readonly string[];
}

const deepest = 5;
/** What is no value of most types. */
const wrong = ['{a: 1}', '[[1]]', '1e400', '-1', '99999999999', 'NULL', '""', 'true', '$undeclared', '3.7'];

/** An operation of one to three root fields. */
export function randomOperation({ schema, random, known }: OperationsOptions): RandomOperation {
  const pick = <Value>(all: readonly Value[]): Value => {
    const value = all[Math.floor(random() * all.length)];
    if (value === undefined) throw new Error('nothing to pick from');
    return value;
  };
  const declared: string[] = [];
  const variables: Record<string, unknown> = {};

  const text = (): string => (random() < 0.5 && known.length > 0 ? pick(known) : pick(oddTexts));

  /** As it stands in a document. */
  const literal = (type: GraphQLInputType, depth: number): string => {
    if (random() < 0.04) return pick(wrong);
    if (isNonNullType(type)) return literal(type.ofType, depth);
    if (random() < 0.05) return 'null';
    if (isListType(type)) {
      return `[${Array.from({ length: Math.floor(random() * 4) }, () => literal(type.ofType, depth + 1)).join(', ')}]`;
    }
    if (isEnumType(type)) return pick(type.getValues()).name;
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter(
        (field) => (isNonNullType(field.type) && field.defaultValue === undefined) || (depth < 4 && random() < 0.4),
      );
      return `{${fields.map((field) => `${field.name}: ${literal(field.type, depth + 1)}`).join(', ')}}`;
    }
    switch (type.name) {
      case 'Int':
        return String(pick([0, 1, 2, 10, 500, 501, -1, 2_147_483_647]));
      case 'Float':
        return String(pick([0, -1.5, 1e300, 5e-324]));
      case 'Boolean':
        return pick(['true', 'false']);
      case 'DateTime':
        return JSON.stringify(
          pick(['2026-11-30T12:00:00Z', '2020-01-01T00:00:00Z', '2026-11-30', '+275760-09-13T00:00:00Z', text()]),
        );
      default:
        return JSON.stringify(text()).replaceAll('\\u0000', '\\u0007');
    }
  };

  const argument = ({ name, type }: GraphQLArgument): string => {
    if (random() < 0.7) return `${name}: ${literal(type, 0)}`;
    const variable = `v${declared.length}`;
    declared.push(`$${variable}: ${random() < 0.95 ? type.toString() : 'String'}`);
    variables[variable] = pick<unknown>([
      null,
      0,
      1.5,
      text(),
      [text()],
      { [text()]: text() },
      [[{}]],
      true,
      [1, null],
    ]);
    return `${name}: $${variable}`;
  };

  const field = (of: GraphQLField<unknown, unknown>, depth: number): string => {
    const given = of.args.filter(
      (arg) => (isNonNullType(arg.type) && arg.defaultValue === undefined) || random() < 0.3,
    );
    const args = given.length === 0 ? '' : `(${given.map(argument).join(', ')})`;
    const alias = random() < 0.1 ? `${pick(['a', '__a', 'b1'])}: ` : '';
    return `${alias}${of.name}${args}${selection(of.type, depth + 1)}`;
  };

  const selection = (type: GraphQLOutputType, depth: number): string => {
    const named = getNamedType(type);
    if (isLeafType(named)) return random() < 0.01 ? ' { x }' : '';
    if (isUnionType(named) || isInterfaceType(named)) {
      return ` { __typename ${schema
        .getPossibleTypes(named)
        .slice(0, 3)
        .map((possible) => `... on ${possible.name}${selection(possible, depth + 1)}`)
        .join(' ')} }`;
    }
    if (!isObjectType(named)) return '';
    const fields = Object.values(named.getFields()).filter(
      ({ type: its }) => isLeafType(getNamedType(its)) || depth < deepest,
    );
    const chosen = fields.filter(() => random() < Math.min(0.5, 6 / fields.length));
    return ` { __typename ${chosen.map((one) => field(one, depth)).join(' ')} }`;
  };

  const kind = random() < 0.75 ? 'query' : 'mutation';
  const root = kind === 'query' ? schema.getQueryType() : schema.getMutationType();
  const roots = Object.values(root?.getFields() ?? {});
  const body = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, i) => `f${i}: ${field(pick(roots), 0)}`).join(
    ' ',
  );
  return { query: `${kind} ${declared.length === 0 ? '' : `(${declared.join(', ')})`} { ${body} }`, variables };
}

/** A sequence that is the same for each seed (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
