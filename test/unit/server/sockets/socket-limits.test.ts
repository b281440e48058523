import { describe, expect, it } from 'vitest';
import type { Identity } from '../../../../src/auth/identity.ts';
import { maxSocketsPerKey, maxSocketsPerOperator } from '../../../../src/limits.ts';
import { connectionLimits, OperatorSockets } from '../../../../src/server/sockets/socket-limits.ts';

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

describe('The sockets of one key', () => {
  const speaker = (key: string, operatorId: string): Identity => ({
    operatorId,
    scopes: ['read'],
    siteIds: null,
    credential: { kind: 'key', id: key, name: key, expiresAtMs: null },
  });

  it('are counted together, whatever names it speaks for, and leave others their own', () => {
    const sockets = new OperatorSockets();
    const names = Array.from({ length: maxSocketsPerKey }, (_, i) => speaker('a', `invented-${i}`));
    expect(names.every((name) => sockets.admit(name) === null)).toBe(true);
    expect(sockets.admit(speaker('a', 'one more'))).toBe('One key may have 5000 connections');
    expect(sockets.admit(speaker('b', 'one more'))).toBeNull();
    const [first] = names;
    if (first !== undefined) sockets.leave(first);
    expect(sockets.admit(speaker('a', 'one more'))).toBeNull();
  });

  it('are still limited by the name, and one that was refused has taken nothing', () => {
    const sockets = new OperatorSockets();
    for (let i = 0; i < maxSocketsPerOperator; i++) expect(sockets.admit(speaker('a', 'maria'))).toBeNull();
    for (let i = 0; i < maxSocketsPerKey; i++)
      expect(sockets.admit(speaker('a', 'maria'))).toBe('One operator may have 200 connections');
    expect(sockets.admit(speaker('a', 'jose'))).toBeNull();
  });
});
