import { GraphQLError, locatedError } from 'graphql';
import pino from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import { troubleIn } from '../../../../src/db/connection/database-trouble.ts';
import { AndonError } from '../../../../src/errors.ts';
import { createErrorRenderer } from '../../../../src/server/graphql/render-error.ts';

let logged: { errorId?: string; err: { message: string } }[];
let render: ReturnType<typeof createErrorRenderer>;
beforeEach(() => {
  logged = [];
  render = createErrorRenderer(
    pino({ level: 'warn' }, { write: (line: string) => void logged.push(JSON.parse(line)) }),
    troubleIn,
  );
});
/** As HTTP says it, too. */
const tryAgain = { code: 'UNAVAILABLE', retryAfterMs: 1_000, http: { headers: { 'retry-after': '1' } } };
const inResolver = (error: unknown) => locatedError(error, undefined, ['anomalies', 'edges']);

describe('What a client sees of a failure', () => {
  it('our own errors keep code, words, details and place', () => {
    const rendered = render(
      inResolver(new AndonError('CONFLICT', 'decided by anna', { status: 'approved', version: 2 })),
    );
    expect(rendered.toJSON()).toMatchObject({
      message: 'decided by anna',
      path: ['anomalies', 'edges'],
      extensions: { code: 'CONFLICT', status: 'APPROVED', version: 2 },
    });
    expect(logged).toEqual([]);
  });

  it('an unexpected error is masked, logged once, and found by the id that the client sees', () => {
    const secret = new Error('password=hunter2');
    const error = inResolver(secret);
    const rendered = [render(error), render(error), render(render(error))];
    expect(new Set(rendered).size).toBe(1);
    expect(JSON.stringify(rendered[0])).not.toContain('hunter2');
    expect(rendered[0]?.extensions['code']).toBe('INTERNAL');
    expect(logged).toHaveLength(1);
    expect(logged[0]).toMatchObject({
      errorId: rendered[0]?.extensions['errorId'],
      err: { message: 'password=hunter2' },
    });
  });

  it.each([
    ['a refused connection', Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })],
    ['a shutdown', Object.assign(new Error('terminating connection'), { code: '57P01' })],
    ['a broken connection', Object.assign(new Error('broken'), { code: '08006' })],
    ['a driver’s error without a code', new Error('Connection terminated unexpectedly')],
    [
      'the cause of another error',
      new Error('outer', { cause: Object.assign(new Error('x'), { code: 'ECONNRESET' }) }),
    ],
  ])('%s is UNAVAILABLE, with a time to try again', (_what, cause) => {
    expect(render(inResolver(cause)).extensions).toEqual(tryAgain);
  });

  it.each([
    ['read-only', '25006', 'cannot execute INSERT in a read-only transaction', /takes no writes: it is read-only/],
    ['a standby', '25006', 'cannot execute LISTEN during recovery', /takes no writes: it is a standby/],
    ['full', '53100', 'could not extend file: No space left on device', /takes no writes: its disk is full/],
    ['out of connections', '53300', 'sorry, too many clients already', /takes no more connections/],
    ['behind a full pooler', '08P01', 'no more connections allowed (max_client_conn)', /pooler .* no connection free/],
    ['behind a pooler whose clients wait', '08P01', 'query_wait_timeout', /pooler .* no connection free/],
    ['slow', '57014', 'canceling statement due to statement timeout', /did not finish in time/],
  ])('a database that is %s is told apart from one that is away', (_what, code, message, words) => {
    const rendered = render(inResolver(Object.assign(new Error(message), { code })));
    expect(rendered.extensions).toEqual(tryAgain);
    expect(rendered.message).toMatch(words);
  });

  it('a server whose own connections are all busy is told apart from a database that is away', () => {
    expect(render(inResolver(new Error('timeout exceeded when trying to connect'))).message).toMatch(
      /connections of this server to its database are busy/,
    );
  });

  it('a mistake in the request is BAD_USER_INPUT, whatever code a library gave it', () => {
    expect(render(new GraphQLError('Syntax Error')).extensions['code']).toBe('BAD_USER_INPUT');
    const refused = new GraphQLError('Unexpected parameter in the request body.', {
      extensions: { code: 'BAD_REQUEST', http: { status: 400 }, originalError: { message: 'secret' } },
    });
    expect(render(refused).extensions).toEqual({ code: 'BAD_USER_INPUT', http: { status: 400 } });
  });

  it('a result that does not fit its scalar is our fault, not the caller’s', () => {
    expect(render(inResolver(new GraphQLError('DateTime holds no time'))).extensions['code']).toBe('INTERNAL');
  });
});
