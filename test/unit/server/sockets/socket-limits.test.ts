import { describe, expect, it } from 'vitest';
import { connectionLimits } from '../../../../src/server/sockets/socket-limits.ts';

describe('How many clients a server takes', () => {
  it.each([
    ['where the system does not say', null, 20_000, Number.POSITIVE_INFINITY],
    ['with files in plenty', 1_048_576, 20_000, 1_048_476],
    ['with just enough files', 20_200, 20_000, 20_100],
    ['the usual limit of a shell: 200 files are kept for everything else', 1_024, 824, 924],
    ['so few that half are for WebSockets and a quarter for the server itself', 256, 128, 192],
  ])('a server takes as many clients as its open files allow: %s', (_what, openFiles, webSockets, connections) => {
    expect(connectionLimits(openFiles)).toEqual({ webSockets, connections });
  });
});
