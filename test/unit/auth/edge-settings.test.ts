import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config.ts';
import { StartupError } from '../../../src/errors.ts';
import { createAddressList } from '../../../src/server/edge/address-list.ts';

const reasonOf = (env: Readonly<Record<string, string>>) => {
  try {
    loadConfig(env);
    return null;
  } catch (error) {
    if (error instanceof StartupError) return error.message;
    throw error;
  }
};

describe('The list of addresses that may connect', () => {
  const allows = (list: string, address: string | undefined) =>
    createAddressList(loadConfig({ ANDON_ALLOWED_ADDRESSES: list }).allowedAddresses ?? [])(address);

  it.each([
    ['127.0.0.1', '127.0.0.1', true],
    ['127.0.0.1', '127.0.0.2', false],
    ['10.20.0.0/16, 192.168.1.7', '10.20.255.255', true],
    ['10.20.0.0/16, 192.168.1.7', '192.168.1.7', true],
    ['10.20.0.0/16, 192.168.1.7', '10.21.0.0', false],
    ['10.20.0.0/16', '::ffff:10.20.0.5', true],
    ['10.20.0.0/16', '::ffff:10.21.0.5', false],
    ['FD00:20::/32', 'fd00:20::1', true],
    ['fd00:20::/32', 'fd00:21::1', false],
    ['fe80::/10', 'fe80::1%eth0', true],
    ['10.0.0.0/8', '::1', false],
    ['0.0.0.0/0', undefined, false],
  ])('of %s lets in %s: %s', (list, address, isAllowed) => {
    expect(allows(list, address)).toBe(isAllowed);
  });

  it.each(['10.0.0.0/33', '10.0.0', 'gateway.plant.example', '10.0.0.1/', 'fd00::/129', '10.0.0.1,', '10.*'])(
    'is refused at the start where it holds %s',
    (list) => {
      expect(reasonOf({ ANDON_ALLOWED_ADDRESSES: list })).toContain('ANDON_ALLOWED_ADDRESSES: must be addresses');
    },
  );
});

describe('The settings of TLS', () => {
  const both = { ANDON_TLS_CERT: 'c.pem', ANDON_TLS_KEY: 'k.pem' };

  it('are the paths of certificate and key, and of the authority of clients where keys or tokens are asked for', () => {
    expect(loadConfig({}).tls).toBeNull();
    expect(loadConfig(both).tls).toEqual({ cert: 'c.pem', key: 'k.pem', clientCa: null });
    const clients = { ...both, ANDON_TLS_CLIENT_CA: 'a.pem', ANDON_AUTH: 'keys' };
    expect(loadConfig(clients).tls).toEqual({ cert: 'c.pem', key: 'k.pem', clientCa: 'a.pem' });
  });

  it.each([
    [{ ANDON_TLS_CERT: 'c.pem' }, 'both'],
    [{ ANDON_TLS_KEY: 'k.pem' }, 'both'],
    [{ ANDON_TLS_CLIENT_CA: 'a.pem', ANDON_AUTH: 'keys' }, 'both'],
    [{ ...both, ANDON_TLS_CLIENT_CA: 'a.pem' }, 'needs ANDON_AUTH'],
  ])('%o do not do', (env, words) => {
    expect(reasonOf(env)).toContain(words);
  });
});
