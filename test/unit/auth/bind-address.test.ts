import { expect, it } from 'vitest';
import { bindAddress } from '../../../src/auth/bind-address.ts';

it.each(['127.0.0.1', 'localhost', '::1', '127.1.2.3'])('HOST=%s is loopback and served as asked', (host) => {
  expect(bindAddress(host, false, false)).toEqual({ host, warning: null });
  expect(bindAddress(host, true, false)).toEqual({ host, warning: null });
});

const reachable = ['0.0.0.0', '::', '192.168.1.5', 'plant.example', '127.0.0.1.evil.example'];

it.each(reachable)(
  'HOST=%s is not served without authentication; the server listens on loopback and says so',
  (host) => {
    const { host: bound, warning } = bindAddress(host, false, false);
    expect(bound).toBe('127.0.0.1');
    expect(warning).toContain(host);
  },
);

it.each(reachable)('HOST=%s is served with authentication, with a warning about encryption', (host) => {
  const { host: bound, warning } = bindAddress(host, true, false);
  expect(bound).toBe(host);
  expect(warning).toContain('without encryption');
  expect(bindAddress(host, true, true), 'over TLS').toEqual({ host, warning: null });
});
