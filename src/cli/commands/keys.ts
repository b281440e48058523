/** `andon keys`: creates, lists and revokes API keys. */
import { type Command, InvalidArgumentError } from 'commander';
import { newKeyToken } from '../../auth/key-token.ts';
import { type Config, loadConfig } from '../../config.ts';
import { insertApiKey, limitApiKeys, readApiKeys, revokeApiKeys } from '../../db/access/api-keys.ts';
import type { Database } from '../../db/connection/database.ts';
import { tellAuthor } from '../../db/query/change-author.ts';
import type { Queryable } from '../../db/query/queryable.ts';
import { inTransaction } from '../../db/query/transaction.ts';
import { type ApiKey, type KeyLimits, type Scope, scopes } from '../../domain/access.ts';
import { plantId } from '../../domain/equipment/plant-id.ts';
import { isPrintable } from '../../domain/printable.ts';
import { maxIdLength } from '../../limits.ts';
import { authorOfCommand } from '../author-of-command.ts';
import { openExisting } from '../existing-database.ts';
import { type LimitOptions, limitsIn, limitsText, withLimitOptions } from '../keys/key-limits.ts';

const dayMs = 86_400_000;
const defaultDays = 365;
const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: dayMs };

/** Where lines go: results for scripts to stdout, remarks for people to stderr. */
export interface Output {
  readonly out: (line: string) => void;
  readonly remark: (line: string) => void;
}

interface CreateOptions extends LimitOptions {
  readonly scopes: readonly Scope[];
  readonly sites?: readonly string[];
  /** Commander takes null for nothing. */
  readonly expires: number | 'never';
}

export function registerKeys(program: Command): void {
  const keys = program
    .command('keys')
    .description(
      'The keys that callers bring when ANDON_AUTH=keys. Changes hold on every running server within a second; what a revoked key has open is ended.',
    );
  withLimitOptions(keys.command('create'))
    .description('Make a key and print it, this once: of its secret only a hash is kept.')
    .argument('<name>', 'who or what will hold it; stands beside its decisions', keyName)
    .requiredOption(
      '--scopes <list>',
      'what it may do: read, decide, ingest, configure, act_as, with commas in between; act_as lets a gateway or a shared screen name the operator who decides',
      scopeList,
    )
    .option('--sites <list>', 'the sites that it reaches, with commas in between (every one)', siteList)
    .option(
      '--expires <when>',
      `a time from now such as 12h or 90d, a moment with its zone, or never (${defaultDays}d)`,
      (text) => expiry(text) ?? 'never',
      Date.now() + defaultDays * dayMs,
    )
    .addHelpText(
      'after',
      `
Examples:
  $ andon keys create maria --scopes read,decide --sites north --expires 90d
  $ andon keys create "HMI gateway" --scopes read,decide,act_as --expires never
  $ andon keys create "line 3" --scopes ingest --sites north --readings-per-second 2000
  $ export ANDON_KEY=$(andon keys create mine --scopes ingest,configure)   # the key alone goes to stdout`,
    )
    .action((name: string, options: CreateOptions) =>
      run({ writes: true }, (database, output, { authentication }) =>
        create(database, { name, ...options }, authentication.keys, output),
      ),
    );
  withLimitOptions(keys.command('limit'))
    .description('Set what keys may do in a second, at each server; what is not given stays. It holds within a second.')
    .argument('<ids...>', 'their ids, as list tells them')
    .action((ids: string[], options: LimitOptions) =>
      run({ writes: true }, (database, output) => limit(database, ids, limitsIn(options), output)),
    );
  keys
    .command('list')
    .description('Every key: what it may do, where and how long.')
    .action(() => run({ writes: false }, (database, { out }) => list(database, out)));
  keys
    .command('revoke')
    .description('Take keys back, for good.')
    .argument('<ids...>', 'their ids, as list tells them')
    .action((ids: string[]) => run({ writes: true }, (database, output) => revoke(database, ids, output)));
}

async function run(
  needs: { readonly writes: boolean },
  work: (database: Database, output: Output, config: Config) => Promise<number>,
): Promise<void> {
  const config = loadConfig();
  let database: Database | undefined;
  try {
    database = await openExisting(config, needs);
    process.exitCode = await work(database, { out: console.log, remark: console.error }, config);
  } finally {
    await database?.close();
  }
}

async function create(
  database: Database,
  { name, ...options }: CreateOptions & { readonly name: string },
  isAsked: boolean,
  { out, remark }: Output,
): Promise<number> {
  const { id, token, secretHash } = newKeyToken();
  const grant = {
    scopes: options.scopes,
    siteIds: options.sites ?? null,
    expiresAtMs: options.expires === 'never' ? null : options.expires,
  };
  const limits = limitsIn(options);
  await change(database, async (db) => {
    await insertApiKey(db, { id, name, secretHash, ...grant });
    if (Object.keys(limits).length > 0) await limitApiKeys(db, [id], limits);
  });
  remark(`Key ${id} for ${name}: ${grantText(grant)}. It is shown this once:`);
  out(token);
  if (!isAsked) remark('Servers ask for it once they run with ANDON_AUTH=keys.');
  return 0;
}

/** The audit names who runs the command. */
function change<Result>({ pool }: Database, work: (db: Queryable) => Promise<Result>): Promise<Result> {
  return inTransaction(pool, async (client) => {
    await tellAuthor(client, authorOfCommand());
    return work(client);
  });
}

async function list({ pool }: Database, out: (line: string) => void): Promise<number> {
  const { keys } = await readApiKeys(pool);
  if (keys.length === 0) out('There is no key. "andon keys create --help" tells how to make one.');
  for (const line of keyTable(keys, Date.now())) out(line);
  return 0;
}

async function revoke(database: Database, ids: readonly string[], { out, remark }: Output): Promise<number> {
  const revoked = await change(database, (db) => revokeApiKeys(db, ids));
  for (const { id, name } of revoked) out(`revoked ${id} of ${name}`);
  const others = ids.filter((id) => revoked.every((key) => key.id !== id));
  const known = new Set((await readApiKeys(database.pool)).keys.map(({ id }) => id));
  for (const id of others)
    remark(known.has(id) ? `${id} was revoked before` : `there is no key ${id}; "andon keys list" tells the ids`);
  return others.every((id) => known.has(id)) ? 0 : 1;
}

async function limit(
  database: Database,
  ids: readonly string[],
  limits: Partial<KeyLimits>,
  { out, remark }: Output,
): Promise<number> {
  if (Object.keys(limits).length === 0) {
    remark('say --readings-per-second, --operations-per-second, or both');
    return 1;
  }
  const limited = await change(database, (db) => limitApiKeys(db, ids, limits));
  for (const key of limited) out(`${key.id} of ${key.name}: ${limitsText(key.limits)}`);
  const others = ids.filter((id) => limited.every((key) => key.id !== id));
  for (const id of others) remark(`there is no key ${id} that is good; "andon keys list" tells the ids`);
  return others.length === 0 ? 0 : 1;
}

/** Lines of a table, headed by the names of its columns. */
export function keyTable(keys: readonly ApiKey[], nowMs: number): string[] {
  if (keys.length === 0) return [];
  const rows = keys.map((key) => [
    key.id,
    key.name,
    key.scopes.join(','),
    key.siteIds?.join(',') ?? 'all',
    day(key.createdAtMs),
    key.expiresAtMs === null ? 'never' : `${new Date(key.expiresAtMs).toISOString().slice(0, 16)}Z`,
    key.limits.readingsPerSecond?.toString() ?? '-',
    key.limits.operationsPerSecond?.toString() ?? '-',
    stateOf(key, nowMs),
  ]);
  const table = [
    ['ID', 'NAME', 'SCOPES', 'SITES', 'CREATED', 'EXPIRES', 'READINGS/S', 'OPERATIONS/S', 'STATE'],
    ...rows,
  ];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  return table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function stateOf({ expiresAtMs, revokedAtMs }: ApiKey, nowMs: number): string {
  if (revokedAtMs !== null) return `revoked ${day(revokedAtMs)}`;
  return expiresAtMs !== null && expiresAtMs <= nowMs ? 'expired' : 'good';
}

function grantText({ scopes, siteIds, expiresAtMs }: Pick<ApiKey, 'scopes' | 'siteIds' | 'expiresAtMs'>): string {
  const where = siteIds === null ? 'at every site' : `at ${siteIds.join(', ')}`;
  return `${scopes.join(', ')} ${where}, ${expiresAtMs === null ? 'for ever' : `until ${new Date(expiresAtMs).toISOString()}`}`;
}

function day(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}

function keyName(text: string): string {
  const name = text.trim();
  if (name.length > 0 && name.length <= maxIdLength && isPrintable(name)) return name;
  throw new InvalidArgumentError(`want a name of 1 to ${maxIdLength} printable characters`);
}

function scopeList(text: string): Scope[] {
  return listOf(text).map((word) => {
    const found = scopes.find((scope) => scope === word.toLowerCase());
    if (found === undefined)
      throw new InvalidArgumentError(`there is no scope ${word}; there are ${scopes.join(', ')}`);
    return found;
  });
}

function siteList(text: string): string[] {
  const sites = listOf(text).map(plantId);
  if (sites.every((site) => site.length <= maxIdLength && isPrintable(site))) return sites;
  throw new InvalidArgumentError(`want ids of sites, each of 1 to ${maxIdLength} printable characters`);
}

function listOf(text: string): string[] {
  const words = [...new Set(text.split(',').map((word) => word.trim()))];
  if (words.includes('')) throw new InvalidArgumentError('want words with commas in between');
  return words;
}

/** Epoch ms; null for never. */
export function expiry(text: string): number | null {
  if (text === 'never') return null;
  const [, number, unit = ''] = /^(\d+)([mhd])$/.exec(text) ?? [];
  const atMs = number === undefined ? Date.parse(text) : Date.now() + Number(number) * (unitMs[unit] ?? 0);
  const isZoned = number !== undefined || /T.*(?:Z|[+-]\d\d:\d\d)$/i.test(text);
  if (!isZoned || Number.isNaN(new Date(atMs).getTime())) {
    throw new InvalidArgumentError(
      'want a time from now such as 12h or 90d, a moment such as 2027-01-31T06:00Z, or never',
    );
  }
  if (atMs <= Date.now()) throw new InvalidArgumentError('that is past already');
  return atMs;
}
