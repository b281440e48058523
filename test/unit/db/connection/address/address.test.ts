import { describe, expect, it } from 'vitest';
import { parseDatabaseAddress } from '../../../../../src/db/connection/address/address.ts';

const secret = 'Tr0ub4dor';

describe('an address in URI form', () => {
  it('is read as libpq reads it', () => {
    expect(
      parseDatabaseAddress('postgresql://mar%2Fia:p%40ss%3A%2F%3F%23%25@db.example:5433/pl%C3%A4nt%20a'),
    ).toMatchObject({
      user: 'mar/ia',
      password: 'p@ss:/?#%',
      database: 'plänt a',
      places: [{ host: 'db.example', port: 5433 }],
      sessionAttrs: 'any',
      sslMode: undefined,
    });
  });

  it('keeps a plus, a sharp and a colon in a password as they are', () => {
    expect(parseDatabaseAddress('postgres://u:a+b#c:d@h/x')).toMatchObject({ password: 'a+b#c:d', database: 'x' });
  });

  it('may name several hosts, IPv6 in brackets, a socket folder, or nothing', () => {
    const places = (url: string) => parseDatabaseAddress(url).places.map(({ host, port }) => [host, port]);
    expect(places('postgres://h1:5432,h2:5433/db')).toEqual([
      ['h1', 5432],
      ['h2', 5433],
    ]);
    expect(places('postgres://h1,h2:5433/db')).toEqual([
      ['h1', undefined],
      ['h2', 5433],
    ]);
    expect(places('postgres://u@[::1]:5433,[fe80::1%25eth0]/db')).toEqual([
      ['::1', 5433],
      ['fe80::1%eth0', undefined],
    ]);
    expect(places('postgres://%2Fvar%2Frun%2Fpostgresql:5433/db')).toEqual([['/var/run/postgresql', 5433]]);
    expect(places('postgres:///db?host=/var/run/postgresql')).toEqual([['/var/run/postgresql', undefined]]);
    expect(places('postgres://')).toEqual([[undefined, undefined]]);
    expect(places('postgres:///db?host=h1,h2&port=5434')).toEqual([
      ['h1', 5434],
      ['h2', 5434],
    ]);
  });

  it('takes parameters, the last of a name, and JDBC’s word for encryption', () => {
    expect(
      parseDatabaseAddress(
        'postgres://h/db?sslmode=disable&sslmode=verify-full&target_session_attrs=read-write&connect_timeout=1&application_name=plant%20a&options=-c%20search_path%3Dx',
      ),
    ).toMatchObject({
      sslMode: 'verify-full',
      sessionAttrs: 'read-write',
      connectTimeoutMs: 2_000,
      applicationName: 'plant a',
      options: '-c search_path=x',
    });
    expect(parseDatabaseAddress('postgres://h/db?ssl=true').sslMode).toBe('require');
  });
});

describe('an address in keyword form', () => {
  it('is read as libpq reads it, quotes and backslashes included', () => {
    expect(
      parseDatabaseAddress(
        `host=h1,h2 port = 5432,5433 dbname='plant a' user=maria password='it\\'s \\\\ %' sslmode=require`,
      ),
    ).toMatchObject({
      places: [
        { host: 'h1', port: 5432 },
        { host: 'h2', port: 5433 },
      ],
      database: 'plant a',
      user: 'maria',
      password: "it's \\ %",
      sslMode: 'require',
    });
  });

  it('leaves what it does not say to the environment', () => {
    expect(parseDatabaseAddress('dbname=x', { sslmode: 'verify-full', sslrootcert: '/ca.pem' })).toMatchObject({
      places: [{ host: undefined, port: undefined }],
      sslMode: 'verify-full',
      sslFiles: { rootCert: '/ca.pem' },
    });
  });
});

describe('an address that cannot be used', () => {
  const refusal = (address: string, defaults = {}): string => {
    try {
      parseDatabaseAddress(address, defaults);
    } catch (error) {
      return error instanceof Error ? error.message : '';
    }
    return 'taken';
  };

  it.each([
    ['a lone percent sign', `postgres://u:50%${secret}@h/db`, /percent sign in the password.*%25/],
    ['a percent sign at the end', `postgres://u:${secret}%@h/db`, /percent sign in the password/],
    ['a zero byte', `postgres://u:${secret}%00@h/db`, /%00 in the password/],
    ['bytes that are no UTF-8', `postgres://u:${secret}%ff@h/db`, /not UTF-8/],
    ['an @ in the password', `postgres://u:x@${secret}@h/db`, /%40/],
    ['a slash in the password', `postgres://u:x/${secret}@h/db`, /%2F/],
    ['a slash after digits in the password', `postgres://u:12/${secret}@h/db`, /%2F/],
    ['a question mark and a slash in the password', `postgres://u:x?${secret}/y@h/db`, /%3F/],
    ['a port that is none', `postgres://u@h:${secret}/db`, /port/],
    ['a port beyond all ports', 'postgres://h:65536/db', /port/],
    ['IPv6 without brackets', 'postgres://::1:5432/db', /brackets/],
    ['fewer ports than hosts', 'host=h1,h2,h3 port=1,2', /2 ports for 3 hosts/],
    ['an unknown parameter', 'postgres://h/db?sslmod=require', /sslmod, which is not supported: known are host/],
    ['a parameter without a value', `postgres://h/db?${secret}`, /name=value/],
    ['another encoding', 'postgres://h/db?client_encoding=LATIN1', /client_encoding.*UTF-8/],
    ['a pooler’s parameter', 'postgres://h/db?pgbouncer=true', /pgbouncer.*pooler/],
    ['hostaddr', 'host=h hostaddr=10.0.0.1', /hostaddr.*as host/],
    ['insisting on channel binding', 'postgres://h/db?channel_binding=require', /channel_binding.*verify-full/],
    ['an sslmode that is none', 'postgres://h/db?sslmode=on', /none of disable, allow, prefer/],
    ['node-postgres’s own sslmode', 'postgres://h/db?sslmode=no-verify', /is require/],
    ['verify-ca without an authority', 'postgres://h/db?sslmode=verify-ca', /sslrootcert/],
    ['an authority that nothing is checked against', 'postgres://h/db?sslrootcert=/ca.pem', /verify-full/],
    ['a certificate without its key', 'postgres://h/db?sslmode=require&sslcert=/c.pem', /sslkey/],
    ['a standby', 'postgres://h/db?target_session_attrs=standby', /takes no writes.*read-write or primary/],
    ['prefer-standby', 'postgres://h/db?target_session_attrs=prefer-standby', /takes no writes/],
    ['read-only', 'postgres://h/db?target_session_attrs=read-only', /takes no writes/],
    ['session attributes that are none', 'postgres://h/db?target_session_attrs=master', /none of any, read-write/],
    ['waiting for ever', 'postgres://h/db?connect_timeout=0', /connect_timeout/],
    ['another scheme', `jdbc:postgresql://u:${secret}@h/db`, /must start with postgres/],
    ['quotes around it', `"postgres://u:${secret}@h/db"`, /must start with postgres/],
    ['no address at all', secret, /must start with postgres/],
    ['keywords with an open quote', `host=h password='${secret}`, /name=value/],
  ])('for %s is refused with the way out, and without the password', (_, address, reason) => {
    const message = refusal(address);
    expect(message).toMatch(reason);
    expect(message).not.toContain(secret);
  });
});
