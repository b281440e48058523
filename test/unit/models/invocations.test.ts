import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InvocationForm, InvocationsScorer } from '../../../src/models/scoring/invocations.ts';
import {
  answers,
  type Behaviour,
  type ModelServer,
  silent,
  startModelServer,
} from '../../support/models/model-server.ts';

const json = { 'content-type': 'application/json' };
const predictions = (value: unknown) => answers(200, json, JSON.stringify({ predictions: value }));
const rows = {
  columns: ['pressure', 'temperature'],
  rows: [
    [1, 2],
    [3, 4],
  ],
};

let server: ModelServer;
beforeAll(async () => {
  server = await startModelServer();
});
afterAll(() => server.close());

function scorer({ form = 'dataframe_split' as InvocationForm, timeoutMs = 5_000 } = {}) {
  const { url } = server;
  const settings = { url, key: 'secret', keyFile: null, timeoutMs, form };
  return new InvocationsScorer(settings, { now: Date.now });
}
const never = new AbortController().signal;

describe('A model behind invocations', () => {
  it.each([
    ['dataframe_split', { dataframe_split: { columns: rows.columns, data: rows.rows } }],
    ['inputs', { inputs: rows.rows }],
  ] as const)('is sent rows as %s, with its key', async (form, body) => {
    server.behave(predictions([0.1, 0.9]));
    await scorer({ form }).score(rows, never);
    const { headers, body: sent } = server.requests.at(-1) ?? {};
    expect(sent).toEqual(body);
    expect(headers?.authorization).toBe('Bearer secret');
  });

  it.each([
    ['numbers', [0.1, 0.9]],
    ['rows of one number', [[0.1], [0.9]]],
    ['objects', [{ score: 0.1 }, { score: 0.9, column: 'nothing like it' }]],
  ])('may answer with %s', async (_what, given) => {
    server.behave(predictions(given));
    expect(await scorer().score(rows, never)).toEqual([
      { score: 0.1, column: null, columns: 2 },
      { score: 0.9, column: null, columns: 2 },
    ]);
  });

  it('may name the column that contributed most', async () => {
    server.behave(
      predictions([
        { score: 0.1, column: null, columns: 2 },
        { score: 0.9, column: 'pressure', columns: 2 },
      ]),
    );
    expect((await scorer().score(rows, never))[1]).toEqual({ score: 0.9, column: 'pressure', columns: 2 });
  });

  it.each<[string, Behaviour, string]>([
    ['says nothing', silent, 'timed_out'],
    ['fails', answers(503), 'unreachable'],
    ['refuses', answers(403), 'refused'],
    ['is asked too often', answers(429), 'rate_limited'],
    ['redirects', answers(302, { location: 'http://169.254.169.254/' }), 'redirected'],
    ['answers with a page', answers(200, { 'content-type': 'text/html' }, '<p>'), 'unexpected_answer'],
    ['answers with no JSON', answers(200, json, '{"predictions": ['), 'unexpected_answer'],
    ['answers with words', predictions(['high', 'low']), 'unexpected_answer'],
    ['answers with null', predictions([null, 1]), 'unexpected_answer'],
    ['answers for one row of two', predictions([0.1]), 'unexpected_answer'],
    ['answers for more rows than there are', predictions([1, 2, 3]), 'unexpected_answer'],
    [
      'answers with numbers that no double holds',
      answers(200, json, '{"predictions": [1e999, 1]}'),
      'unexpected_answer',
    ],
    ['answers with more than is read', predictions(['x'.repeat(50_000), 1]), 'too_large'],
  ])('that %s gives no scores, and says why', async (_what, behaviour, kind) => {
    server.behave(behaviour);
    const one = scorer({ timeoutMs: kind === 'timed_out' ? 150 : 5_000 });
    await expect(one.score(rows, never)).rejects.toMatchObject({ name: 'ModelFailure', kind });
    expect(one.state()).toMatchObject({ failures: 1, lastFailure: { kind } });
  });

  it('is left alone after three failures', async () => {
    server.behave(answers(500));
    const one = scorer();
    for (let i = 0; i < 3; i += 1) await expect(one.score(rows, never)).rejects.toThrow();
    const before = server.requests.length;
    await expect(one.score(rows, never)).rejects.toMatchObject({ kind: 'circuit_open' });
    expect(server.requests.length).toBe(before);
  });

  it('is hung up on when the server stops, which says nothing against it', async () => {
    server.behave(silent);
    const stopping = new AbortController();
    const one = scorer();
    const score = one.score(rows, stopping.signal);
    stopping.abort();
    await expect(score).rejects.toMatchObject({ name: 'AbortError' });
    expect(one.state()).toMatchObject({ failures: 0, lastFailure: null });
  });
});
