import { readFile } from 'node:fs/promises';
import net from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { doctor } from '../../src/cli/commands/doctor.ts';
import { loadConfig } from '../../src/config.ts';
import { openDatabase } from '../../src/db/connection/database.ts';
import { databaseUser } from '../../src/db/connection/embedded/database-user.ts';
import { usableBinaries } from '../../src/db/connection/embedded/usable-binaries.ts';
import { migrate } from '../../src/db/migrations/migrate.ts';
import { createLogger } from '../../src/log.ts';
import { type SqlClient, sqlClient } from '../support/clients/clients-sql.ts';
import { type OwnCluster, startOwnCluster } from '../support/database/own-cluster.ts';
import { received, runCore, untilProcessed } from '../support/server/core.ts';
import { until } from '../support/until.ts';

const log = createLogger('silent');
const tlsFile = (name: string) => fileURLToPath(new URL(`../support/tls/${name}`, import.meta.url));
let cluster: OwnCluster;
let admin: SqlClient;
let port: string;

beforeAll(async () => {
  cluster = await startOwnCluster({ settings: { fsync: 'off' } });
  admin = sqlClient(cluster.adminUrl);
  port = new URL(cluster.url).port;
});
afterAll(async () => {
  await admin.close();
  await cluster.close();
});

/** The server's superuser writes into its own data folder, where a test may not. */
async function writeFileOnServer(name: string, content: string): Promise<void> {
  const bytes = Buffer.from(content).toString('base64');
  await admin.rows(`COPY (SELECT '${bytes}') TO PROGRAM 'base64 -d > ${name} && chmod 600 ${name}' WITH (FORMAT text)`);
}

async function reload(): Promise<void> {
  await admin.rows('SELECT pg_reload_conf()');
}

/** What the server knows of a connection made by this address: whether it is encrypted, and its name. */
async function connection(url: string, env: Readonly<Record<string, string>> = {}) {
  const database = await openDatabase(loadConfig({ DATABASE_URL: url, ...env }).database, log);
  try {
    const state = `SELECT ssl, application_name AS name, current_user::text AS "user", current_database()::text AS database,
      inet_server_port() AS port FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE pid = pg_backend_pid()`;
    const client = await database.connect({ applicationName: 'andon listener' });
    const own = (await client.query(state)).rows[0];
    await client.end();
    return { pool: (await database.pool.query(state)).rows[0], own, description: database.description };
  } finally {
    await database.close();
  }
}

const refusal = (url: string, env: Readonly<Record<string, string>> = {}): Promise<string> =>
  connection(url, env).then(
    () => 'connected',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );

describe('names in an address', () => {
  it('may hold whatever PostgreSQL allows, percent-encoded or in quotes, and are told without the password', async () => {
    await admin.rows(`CREATE ROLE "o'ops/ä" LOGIN PASSWORD 'p@s%:/?#'`);
    await admin.rows(`CREATE DATABASE "plänt a/b%c"`);
    await writeFileOnServer(
      'pg_hba.conf',
      'host all postgres,andon 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\nhost replication all 127.0.0.1/32 trust\n',
    );
    await reload();
    const expected = { user: "o'ops/ä", database: 'plänt a/b%c', name: 'andon' };
    const url = `postgres://o'ops%2F%C3%A4:p%40s%25%3A%2F%3F%23@127.0.0.1:${port}/pl%C3%A4nt%20a%2Fb%25c`;
    const byUri = await until('the rules are read', () => connection(url).catch(() => undefined));
    expect(byUri).toMatchObject({ pool: expected, own: { ...expected, name: 'andon listener' } });
    expect(byUri.description).not.toContain('p@s');
    const keywords = `host=127.0.0.1 port=${port} user='o\\'ops/ä' password='p@s%:/?#' dbname='plänt a/b%c' application_name=plant`;
    expect(await connection(keywords)).toMatchObject({
      pool: { ...expected, name: 'plant' },
      own: { ...expected, name: 'plant listener' },
    });
    const wrong = await refusal(url.replace('p%40s', 'other'));
    expect(wrong).toMatch(/password authentication failed/);
    expect(wrong).not.toContain('other%');
  });
});

describe('TLS to the database', () => {
  const to = (host: string, more: string) => `postgres://andon@${host}:${port}/andon?${more}`;
  const encrypted = async (url: string, env = {}) => {
    const { pool, own } = await connection(url, env);
    expect(own.ssl).toBe(pool.ssl);
    return pool.ssl;
  };

  it('is not there where the server has none, except that what insists on it is refused', async () => {
    expect(await encrypted(to('127.0.0.1', 'sslmode=prefer'))).toBe(false);
    expect(await encrypted(to('127.0.0.1', 'sslmode=allow'))).toBe(false);
    expect(await refusal(to('127.0.0.1', 'sslmode=require'))).toMatch(/does not support SSL/);
  });

  it('is as each sslmode means it to libpq', async () => {
    for (const name of ['server.pem', 'server.key', 'authority.pem']) {
      await writeFileOnServer(name, await readFile(tlsFile(name), 'utf8'));
    }
    for (const setting of [
      `ssl_cert_file = 'server.pem'`,
      `ssl_key_file = 'server.key'`,
      `ssl_ca_file = 'authority.pem'`,
      'ssl = on',
    ]) {
      await admin.rows(`ALTER SYSTEM SET ${setting}`);
    }
    await reload();
    const require = to('127.0.0.1', 'sslmode=require');
    await until('the server speaks TLS', () => encrypted(require).catch(() => undefined));
    const root = (name: string) => `sslrootcert=${encodeURIComponent(tlsFile(name))}`;

    expect(await encrypted(to('127.0.0.1', 'sslmode=disable'))).toBe(false);
    expect(await encrypted(to('127.0.0.1', 'sslmode=allow'))).toBe(false);
    expect(await encrypted(to('127.0.0.1', '')), 'on one machine encryption guards nothing').toBe(false);
    expect(await encrypted(to('127.0.0.1', 'sslmode=prefer'))).toBe(true);
    expect(await encrypted(to('127.0.0.1', 'ssl=true'))).toBe(true);
    expect(await encrypted(to('127.0.0.1', 'x').replace('?x', ''), { PGSSLMODE: 'require' })).toBe(true);

    expect(await encrypted(to('127.0.0.1', `sslmode=verify-ca&${root('authority.pem')}`))).toBe(true);
    expect(await encrypted(to('localhost', `sslmode=verify-full&${root('authority.pem')}`))).toBe(true);
    expect(await refusal(to('127.0.0.1', `sslmode=verify-full&${root('authority.pem')}`))).toMatch(
      /127\.0\.0\.1.*cert/i,
    );
    for (const mode of ['require', 'verify-ca', 'verify-full']) {
      expect(await refusal(to('localhost', `sslmode=${mode}&${root('stranger.pem')}`)), mode).toMatch(/certificate/);
    }
    expect(await refusal(to('localhost', 'sslmode=verify-full')), 'no public authority knows it').toMatch(
      /certificate/,
    );
    expect(await refusal(to('localhost', 'sslmode=verify-full&sslrootcert=/nowhere/ca.pem'))).toMatch(
      /sslrootcert=\/nowhere\/ca\.pem.*cannot be read \(ENOENT\)/,
    );
  });

  it('is taken by allow, and where nothing is said, when the server insists; a certificate is shown where it is asked for', async () => {
    await writeFileOnServer(
      'pg_hba.conf',
      'host all postgres 127.0.0.1/32 trust\nhostssl andon andon 127.0.0.1/32 cert\nhost replication all 127.0.0.1/32 trust\n',
    );
    await reload();
    const files = `sslcert=${encodeURIComponent(tlsFile('client.pem'))}&sslkey=${encodeURIComponent(tlsFile('client.key'))}`;
    await until('the rules are read', async () => (await refusal(to('127.0.0.1', 'sslmode=disable'))) !== 'connected');
    expect(await encrypted(to('127.0.0.1', `sslmode=allow&${files}`))).toBe(true);
    expect(await encrypted(to('127.0.0.1', files))).toBe(true);
    expect(await refusal(to('127.0.0.1', 'sslmode=require'))).toMatch(/certificate/);
    await writeFileOnServer(
      'pg_hba.conf',
      'host all all 127.0.0.1/32 trust\nhost replication all 127.0.0.1/32 trust\n',
    );
    await reload();
    await until('the rules are read', () => connection(cluster.url).catch(() => undefined));
  });
});

describe('several hosts', () => {
  let standbyPort: number;

  let pgCtl: string;
  beforeAll(async () => {
    standbyPort = await freePort();
    ({ pgCtl } = (await usableBinaries(await databaseUser(undefined, log), log)).binaries);
    const client = sqlClient(cluster.adminUrl, 1);
    await client.rows(`SELECT pg_backup_start('standby', true)`);
    await client.rows(
      `COPY (SELECT 1) TO PROGRAM 'cp -a . ../standby && rm -f ../standby/postmaster.pid ../standby/postmaster.opts'`,
    );
    const [label] = await client.rows<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)');
    await writeFileOnServer('../standby/backup_label', label?.labelfile ?? '');
    await writeFileOnServer('../standby/standby.signal', '');
    const settings = `port = ${standbyPort}\nprimary_conninfo = 'host=127.0.0.1 port=${port} user=postgres'\n`;
    await admin.rows(
      `COPY (SELECT '${Buffer.from(settings).toString('base64')}') TO PROGRAM 'base64 -d >> ../standby/postgresql.auto.conf'`,
    );
    await admin.rows(`COPY (SELECT 1) TO PROGRAM '${pgCtl} -D ../standby -l ../standby.log -w start > /dev/null 2>&1'`);
    await client.close();
  });
  afterAll(async () => {
    await admin.rows(`COPY (SELECT 1) TO PROGRAM '${pgCtl} -D ../standby -m immediate stop > /dev/null 2>&1'`);
  });

  it('are tried in order, down ones and standbys passed over, by every connection of a server alike', async () => {
    const dead = await freePort();
    const url = `postgres://andon@127.0.0.1:${dead},127.0.0.1:${standbyPort},127.0.0.1:${port}/andon?target_session_attrs=read-write`;
    const database = await openDatabase(loadConfig({ DATABASE_URL: url }).database, log);
    expect(database.description).toMatch(
      new RegExp(`andon@127.0.0.1:${dead}/andon, or at 127.0.0.1:${standbyPort}, or`),
    );
    await migrate(database, log);
    await database.close();
    const server = await runCore(url);
    await server.core.ingest.submit(
      received([{ equipmentId: 'M-1', sensorType: 's', value: 1, timestamp: Date.now() }]),
    );
    await untilProcessed(server.database.pool);
    const names = (
      await admin.rows<{ name: string }>(
        `SELECT DISTINCT application_name AS name FROM pg_stat_activity WHERE usename = 'andon' ORDER BY 1`,
      )
    ).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['andon', 'andon ingest', 'andon listener', 'andon pipeline']));
    await server.close();

    const primary = url.replace('read-write', 'primary');
    expect((await connection(primary)).own.port).toBe(Number(port));
    expect((await connection(url.replace('read-write', 'any'))).own.port, 'any takes what answers').toBe(standbyPort);
  });

  it('when no host is suitable, the error names each with its reason', async () => {
    const dead = await freePort();
    const url = `postgres://andon@127.0.0.1:${dead},127.0.0.1:${standbyPort}/andon?target_session_attrs=primary`;
    const told = await refusal(url);
    expect(told).toMatch(
      new RegExp(`127\\.0\\.0\\.1:${dead}: .*ECONNREFUSED.*; 127\\.0\\.0\\.1:${standbyPort}: the server is a standby`),
    );
  });
});

describe('a database in another encoding', () => {
  it.each(['SQL_ASCII', 'LATIN1'])(
    'such as %s is refused before the first migration, and by doctor, with the way out',
    async (encoding) => {
      const name = `site_${encoding.toLowerCase()}`;
      await admin.rows(
        `CREATE DATABASE ${name} OWNER andon ENCODING '${encoding}' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`,
      );
      const url = `postgres://andon@127.0.0.1:${port}/${name}`;
      const database = await openDatabase({ kind: 'url', url }, log);
      const wayOut = new RegExp(`${encoding}, UTF8 is needed.*createdb -E UTF8 -T template0`);
      await expect(migrate(database, log)).rejects.toThrow(wayOut);
      const { rows } = await database.pool.query(`SELECT to_regnamespace('andon')::text AS found`);
      expect(rows).toEqual([{ found: null }]);
      await database.close();
      const lines: string[] = [];
      expect(await doctor(loadConfig({ DATABASE_URL: url }), (line) => lines.push(line))).toBe(1);
      expect(lines.find((line) => line.includes('encoding'))).toMatch(wayOut);
    },
  );
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
