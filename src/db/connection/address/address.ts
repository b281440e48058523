/** Reads and checks the address of the database in DATABASE_URL. */
import { AddressError, printableName, readParameters } from './parameters.ts';
import { readSslMode, type SslMode } from './ssl-mode.ts';

export interface HostAndPort {
  /** Undefined: what the environment or node-postgres says, as is the case with user, password and database. */
  readonly host: string | undefined;
  readonly port: number | undefined;
}

/** What DATABASE_URL says, checked: where the database is, in the order of trying, and how it is spoken to. */
export interface DatabaseAddress {
  readonly places: readonly HostAndPort[];
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly database: string | undefined;
  /** What a server has to be; others are passed over. */
  readonly sessionAttrs: 'any' | 'read-write' | 'primary';
  readonly sslMode: SslMode | undefined;
  readonly sslFiles: { readonly rootCert?: string; readonly cert?: string; readonly key?: string };
  readonly sslKeyPassword: string | undefined;
  readonly sslDirect: boolean;
  readonly connectTimeoutMs: number | undefined;
  readonly applicationName: string | undefined;
  readonly options: string | undefined;
}

/** What of libpq's has one value that says no more than what this program does anyway. */
const given: Readonly<Record<string, { readonly takes: readonly string[]; readonly because: string }>> = {
  client_encoding: { takes: ['utf8', 'utf-8', 'unicode', 'auto'], because: 'this program speaks UTF-8' },
  gssencmode: { takes: ['disable', 'prefer'], because: 'the driver knows no GSSAPI; use TLS (sslmode)' },
  channel_binding: {
    takes: ['disable', 'prefer'],
    because: 'the driver cannot insist on it; use sslmode=verify-full, which checks whom it talks to as well',
  },
  load_balance_hosts: { takes: ['disable'], because: 'hosts are tried in order' },
  keepalives: { takes: ['1'], because: 'keepalive is always on' },
  sslcompression: { takes: ['0'], because: 'there is no TLS compression' },
  sslsni: { takes: ['1'], because: 'the name of the host is always sent' },
  uselibpqcompat: { takes: ['true'], because: 'parameters mean what they mean to libpq' },
};
const otherwise: Readonly<Record<string, string>> = {
  hostaddr: 'give the address as host',
  passfile: 'set PGPASSFILE in the environment',
  service: 'write out what the service says',
  servicefile: 'write out what the service says',
  sslcrl: 'revocation lists are not looked at; let the certificate authority be renewed instead (sslrootcert)',
  sslcrldir: 'revocation lists are not looked at; let the certificate authority be renewed instead (sslrootcert)',
  replication: 'the server reads tables, not the log',
  schema: 'the server has schemas of its own',
  pgbouncer: 'the address must not lead to a pooler in transaction mode',
};
const known = [
  'host',
  'port',
  'user',
  'password',
  'dbname',
  'target_session_attrs',
  'sslmode',
  'sslrootcert',
  'sslcert',
  'sslkey',
  'sslpassword',
  'sslnegotiation',
  'connect_timeout',
  'application_name',
  'fallback_application_name',
  'options',
] as const;

/** `defaults` are libpq's names too, for what the text does not say. Throws AddressError with the way out, never with the password. */
export function parseDatabaseAddress(text: string, defaults: Readonly<Record<string, string>> = {}): DatabaseAddress {
  const parameters = new Map([...Object.entries(defaults), ...readParameters(text)]);
  takeSslWord(parameters);
  for (const [name, value] of parameters) refuseUnknown(name, value);
  const get = (name: (typeof known)[number]): string | undefined => {
    const value = parameters.get(name);
    return value === '' ? undefined : value;
  };
  const places = readPlaces(get('host'), get('port'));
  const file = (name: 'rootCert' | 'cert' | 'key', path: string | undefined) =>
    path === undefined ? {} : { [name]: path };
  const sslFiles = {
    ...file('rootCert', get('sslrootcert')),
    ...file('cert', get('sslcert')),
    ...file('key', get('sslkey')),
  };
  const sslDirect = oneOf('sslnegotiation', get('sslnegotiation') ?? 'postgres', ['postgres', 'direct']) === 'direct';
  return {
    places,
    user: get('user'),
    password: get('password'),
    database: get('dbname'),
    sessionAttrs: readSessionAttrs(get('target_session_attrs')),
    sslMode: readSslMode(get('sslmode'), sslFiles, sslDirect),
    sslFiles,
    sslKeyPassword: get('sslpassword'),
    sslDirect,
    connectTimeoutMs: readTimeout(get('connect_timeout')),
    applicationName: get('application_name') ?? get('fallback_application_name'),
    options: get('options'),
  };
}

/** JDBC's word, which libpq understands too. */
function takeSslWord(parameters: Map<string, string>): void {
  const word = parameters.get('ssl');
  if (word === undefined) return;
  if (word !== 'true') throw new AddressError('has ssl, which is understood as ssl=true only; write sslmode=… instead');
  parameters.delete('ssl');
  if (!parameters.has('sslmode')) parameters.set('sslmode', 'require');
}

function refuseUnknown(name: string, value: string): void {
  const fixed = given[name];
  if (fixed !== undefined) {
    if (value !== '' && !fixed.takes.includes(value.toLowerCase())) {
      throw new AddressError(`asks for another ${name} than ${fixed.takes.join(' or ')}: ${fixed.because}`);
    }
    return;
  }
  if (known.some((one) => one === name)) return;
  const wayOut = otherwise[name] ?? `known are ${known.join(', ')}`;
  throw new AddressError(`has ${printableName(name)}, which is not supported: ${wayOut}`);
}

function readPlaces(host: string | undefined, port: string | undefined): HostAndPort[] {
  const hosts = host === undefined ? [''] : host.split(',');
  const ports = port === undefined ? [''] : port.split(',');
  if (hosts.length !== ports.length && ports.length !== 1) {
    throw new AddressError(`names ${ports.length} ports for ${hosts.length} hosts; give one for each, or one for all`);
  }
  return hosts.map((name, index) => {
    if (/[\s@]/.test(name)) throw new AddressError(`has a host that is not usable (number ${index + 1} of the list)`);
    return { host: name === '' ? undefined : name, port: readPort(ports[ports.length === 1 ? 0 : index] ?? '') };
  });
}

function readPort(text: string): number | undefined {
  if (text === '') return undefined;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) {
    throw new AddressError(
      'has a port that is not a number from 1 to 65535; if it is a piece of the password, write %3A, %2F, %3F or %40 for ":", "/", "?" or "@" there',
    );
  }
  return port;
}

function readSessionAttrs(value: string | undefined): DatabaseAddress['sessionAttrs'] {
  if (value === undefined) return 'any';
  if (['standby', 'prefer-standby', 'read-only'].includes(value)) {
    throw new AddressError(
      `has target_session_attrs=${value}, which leads to a server that takes no writes: use read-write or primary`,
    );
  }
  return oneOf('target_session_attrs', value, ['any', 'read-write', 'primary']);
}

function readTimeout(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const seconds = /^\d{1,4}$/.test(value) ? Number(value) : 0;
  if (seconds < 1) throw new AddressError('has a connect_timeout that is not a number of seconds from 1 to 9999');
  // As with libpq: less than two seconds is no time for a connection.
  return Math.max(seconds, 2) * 1_000;
}

export function oneOf<Word extends string>(name: string, value: string, words: readonly Word[]): Word {
  const word = words.find((one) => one === value);
  if (word === undefined) throw new AddressError(`has a ${name} that is none of ${words.join(', ')}`);
  return word;
}
