/** Reads the parameters of a connection string, and says why one cannot be used. */

/** What a connection string says, by libpq's names; a name given twice has its last value, as with libpq. */
export type Parameters = ReadonlyMap<string, string>;

/** Why an address cannot be used, with the way out. Never quotes what was written, apart from names: any part of it may be the password. */
export class AddressError extends Error {
  override readonly name = 'AddressError';
}

const forms = 'must start with postgres:// or postgresql://, or be written as host=… dbname=… user=…';

/** Takes both of libpq's forms apart: `postgres://…` and `host=… dbname=…`. */
export function readParameters(text: string): Parameters {
  const address = text.trim();
  if (/^postgres(?:ql)?:\/\//.test(address)) return fromUri(address.slice(address.indexOf('//') + 2));
  if (/^[a-z][a-z0-9+.:-]*:\/\//i.test(address) || !address.includes('=') || /^["']/.test(address)) {
    throw new AddressError(forms);
  }
  return fromKeywords(address);
}

function fromUri(rest: string): Parameters {
  const parameters = new Map<string, string>();
  const stop = rest.search(/[@/]/);
  const hasUser = stop !== -1 && rest[stop] === '@';
  if (hasUser) {
    const [user = '', ...password] = rest.slice(0, stop).split(':');
    if (user !== '') parameters.set('user', decode(user, 'user'));
    const secret = password.join(':');
    if (secret !== '') parameters.set('password', decode(secret, 'password'));
  }
  const place = hasUser ? rest.slice(stop + 1) : rest;
  const [beforeQuery = '', query] = cut(place, '?');
  // An "@" after the user's own one can only be a password's that was not encoded; what follows must not be taken for a host, and shown.
  if ((hasUser ? beforeQuery : place).includes('@')) {
    throw new AddressError('holds "@", "/" or "?" unencoded in the user or password; write %40, %2F or %3F for it');
  }
  const [hosts = '', path] = cut(beforeQuery, '/');
  readHosts(hosts, parameters);
  if (path?.includes('/')) {
    throw new AddressError(
      'holds more than one "/" after the host; in a password or a name of a database write %2F for it',
    );
  }
  if (path !== undefined && path !== '') parameters.set('dbname', decode(path, 'database name'));
  for (const pair of query === undefined || query === '' ? [] : query.split('&')) {
    const [name = '', value] = cut(pair, '=');
    if (value === undefined || value.includes('=')) {
      throw new AddressError(
        'has a parameter after "?" that is not written as name=value (write %3D for "=" in a value)',
      );
    }
    parameters.set(decode(name, 'name of a parameter'), decode(value, `value of ${printableName(name)}`));
  }
  return parameters;
}

function readHosts(list: string, parameters: Map<string, string>): void {
  if (list === '') return;
  const places = list.split(',').map((entry) => {
    const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(entry);
    if (bracketed !== null) return { host: bracketed[1] ?? '', port: bracketed[2] ?? '' };
    const [host = '', port = ''] = cut(entry, ':');
    if (/[[\]:]/.test(host + port)) {
      throw new AddressError('has a host that is not usable; an IPv6 address stands in brackets, as in [::1]:5432');
    }
    return { host, port };
  });
  const hosts = places.map(({ host }) => decode(host, 'host'));
  if (hosts.some((host) => host !== '')) parameters.set('host', hosts.join(','));
  if (places.some(({ port }) => port !== '')) parameters.set('port', places.map(({ port }) => port).join(','));
}

function fromKeywords(text: string): Parameters {
  const parameters = new Map<string, string>();
  // name = value, the value bare or in single quotes; a backslash takes the next character as it is.
  const pair = /\s*([^\s=]+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s'\\]|\\.)(?:[^\s\\]|\\.)*)|(?=\s|$))(?=\s|$)/sy;
  while (pair.lastIndex < text.length) {
    const found = pair.exec(text);
    if (found === null) {
      throw new AddressError(
        "is not written as name=value name='other value' (in quotes write \\' for ' and \\\\ for \\)",
      );
    }
    parameters.set(found[1] ?? '', (found[2] ?? found[3] ?? '').replace(/\\(.)/gs, '$1'));
  }
  return parameters;
}

function decode(text: string, what: string): string {
  if (/%(?![0-9a-f]{2})/i.test(text)) {
    throw new AddressError(
      `has a percent sign in the ${what} that is not followed by two hexadecimal digits; write %25 for it`,
    );
  }
  if (text.includes('%00')) throw new AddressError(`has %00 in the ${what}, which PostgreSQL cannot take`);
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AddressError(`has percent-encoded bytes in the ${what} that are not UTF-8`);
  }
}

/** A name that looks like one; anything else may be a piece of a password. */
export function printableName(name: string): string {
  return /^[a-z][a-z_]{0,39}$/i.test(name) ? name : 'a parameter';
}

function cut(text: string, at: string): [string, string | undefined] {
  const place = text.indexOf(at);
  return place === -1 ? [text, undefined] : [text.slice(0, place), text.slice(place + 1)];
}
