import { describe, expect, it } from 'vitest';
import { createHostGuard, hostFault } from '../../../../src/server/http/host-guard.ts';

const guard = createHostGuard(['127.0.0.1', 'Andon.plant.example', '[fd00::5]']);

describe('the guard of the Host header', () => {
  it.each([
    'localhost:4000',
    'LOCALHOST',
    'localhost.',
    '127.0.0.1:4000',
    '127.8.8.8',
    '[::1]:4000',
    'andon.plant.example',
    'ANDON.plant.example:443',
    'andon.plant.example.:443',
    '[fd00::5]:80',
  ])('lets in %s', (host) => {
    expect(guard(host)).toBeNull();
  });

  it('lets in who names none, which no browser does', () => {
    expect(guard(undefined)).toBeNull();
  });

  it.each([
    'evil.example',
    'evil.example:4000',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'andon.plant.example.evil.example',
    'other.plant.example',
    'evil@127.0.0.1',
    '10.0.0.5',
    '[::2]',
    '',
    ' ',
    'a b',
  ])('refuses %s and names the setting', (host) => {
    expect(guard(host)).toContain('ANDON_ALLOWED_HOSTS');
  });

  it('quotes no more of a name than a name can have', () => {
    expect(guard(`${'x'.repeat(10_000)}"`)?.length).toBeLessThan(600);
  });
});

describe('a Host header', () => {
  const faultOf = (...hosts: string[]) =>
    hostFault({
      rawHeaders: hosts.flatMap((host) => ['Host', host]),
      headers: hosts[0] === undefined ? {} : { host: hosts[0] },
    });

  it.each(['localhost', 'any.name:4000', '[::1]:80', 'my_gateway', ''])('may be %s', (host) => {
    expect(faultOf(host)).toBeNull();
  });

  it('may be absent, as in HTTP/1.0', () => {
    expect(faultOf()).toBeNull();
  });

  it.each(['[', 'a b', '[::1', '127.0.0.1:99999', '127.0.0.1:abc', 'a, b', '%00', 'a/b', 'a@b'])(
    'may not be %s',
    (host) => {
      expect(faultOf(host)).toContain('names no host');
    },
  );

  it('stands there once', () => {
    expect(faultOf('localhost', 'localhost')).toContain('more than one Host header');
  });
});
