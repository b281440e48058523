/** Reads and checks the settings of the server from the environment; nothing else reads it. */
import { z } from 'zod';
import { alarmEnvironment, alarmSettings } from './alarm-environment.ts';
import type { Rates } from './auth/caller-shares.ts';
import { type EdgeSettings, edgeEnvironment, edgeSettings, hostNames } from './auth/edge-settings.ts';
import { shareEnvironment, shareSettings } from './auth/share-settings.ts';
import { tokenEnvironment, tokenSettings } from './auth/token-settings.ts';
import type { TokenSettings } from './auth/token-verifier.ts';
import { parseDatabaseAddress } from './db/connection/address/address.ts';
import { AddressError, readParameters } from './db/connection/address/parameters.ts';
import type { LakebaseSettings } from './db/connection/lakebase.ts';
import type { AlarmTimeSettings } from './domain/alarms/alarm-times.ts';
import { statedSettings } from './domain/stated-settings.ts';
import { StartupError } from './errors.ts';
import { type ModelSettings, modelEnvironment, modelSettings } from './models/model-settings.ts';

const port = z.coerce.number().int().min(0).max(65_535);
const seconds = (fallback: number, max: number) => z.coerce.number().positive().max(max).default(fallback);
const days = z.coerce.number().int().min(1).max(36_500);
/** What follows is checked with its place in the environment, where a part may stand in a variable of its own. */
const databaseUrl = z.string().superRefine((text, context) => {
  const reason = addressProblem(() => readParameters(text));
  if (reason !== null) context.addIssue({ code: 'custom', message: reason });
});
/** Of libpq's variables those that node-postgres does not read, or reads otherwise, and the parameters that they stand in for. */
const addressDefaults = [
  ['PGSSLMODE', 'sslmode'],
  ['PGSSLROOTCERT', 'sslrootcert'],
  ['PGSSLCERT', 'sslcert'],
  ['PGSSLKEY', 'sslkey'],
  ['PGTARGETSESSIONATTRS', 'target_session_attrs'],
] as const;
const defaultDataDir = '.andon';

const environment = z.object({
  PORT: port.default(4000),
  HOST: z.string().min(1).default('127.0.0.1'),
  ANDON_NOTIFY_TRUSTED_HOSTS: hostNames.optional(),
  ANDON_AUTH: z.enum(['none', 'keys', 'tokens', 'keys,tokens']).default('none'),
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  DATABASE_URL: databaseUrl.optional(),
  LAKEBASE_ENDPOINT: z.string().min(1).optional(),
  PGHOST: z.string().min(1).optional(),
  PGDATABASE: z.string().min(1).optional(),
  PGPORT: port.optional(),
  PGUSER: z.string().min(1).optional(),
  DATABRICKS_HOST: z.string().min(1).optional(),
  DATABRICKS_TOKEN: z.string().min(1).optional(),
  DATABRICKS_CLIENT_ID: z.string().min(1).optional(),
  DATABRICKS_CLIENT_SECRET: z.string().min(1).optional(),
  PGSSLMODE: z.string().optional(),
  PGSSLROOTCERT: z.string().optional(),
  PGSSLCERT: z.string().optional(),
  PGSSLKEY: z.string().optional(),
  PGTARGETSESSIONATTRS: z.string().optional(),
  ANDON_DATA_DIR: z.string().min(1).default(defaultDataDir),
  ANDON_PIPELINE: z.enum(['on', 'off']).default('on'),
  ANDON_RECOMMEND_FROM_SEVERITY: z.enum(['low', 'medium', 'high', 'critical']).default('high'),
  ANDON_DEDUPE_WINDOW_S: seconds(300, 86_400),
  ANDON_LEARNT_SILENCES: z.enum(['on', 'off']).default('on'),
  ANDON_JOIN_WINDOW_S: z.coerce.number().min(0).max(86_400).default(3_600),
  ...alarmEnvironment,
  ANDON_FUTURE_LIMIT_S: seconds(300, 86_400),
  ANDON_NEW_SENSORS_PER_HOUR: z.coerce.number().int().min(0).max(10_000_000).default(50_000),
  ANDON_WATERMARK_S: seconds(30, 3_600),
  ANDON_RETENTION_BRONZE_DAYS: days.default(30),
  ANDON_RETENTION_SILVER_DAYS: days.default(30),
  ANDON_RETENTION_GOLD_DAYS: days.optional(),
  ANDON_RETENTION_ANOMALIES_DAYS: days.default(365),
  ANDON_RETENTION_EVENTS_DAYS: days.default(30),
  ANDON_RETENTION_QUARANTINE_DAYS: days.default(30),
  ANDON_RETENTION_LATENCIES_DAYS: days.default(30),
  ...edgeEnvironment,
  ...modelEnvironment,
  ...shareEnvironment,
  ...tokenEnvironment,
});

export type DatabaseConfig =
  | {
      readonly kind: 'url';
      readonly url: string;
      /** What the address does not say, by libpq's names. */
      readonly defaults?: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'embedded';
      readonly dataDir: string;
      /** The folder is the default, which nobody chose: where the database cannot use it, the data goes elsewhere. */
      readonly movable?: boolean;
    }
  | ({ readonly kind: 'lakebase' } & LakebaseSettings);

export interface Config extends EdgeSettings {
  readonly host: string;
  readonly port: number;
  readonly authentication: {
    /** Nobody is let in without a key or a token. */
    readonly required: boolean;
    /** Keys of the table andon.api_key are taken. */
    readonly keys: boolean;
    /** Tokens of an identity provider are taken; null: they are not. */
    readonly tokens: TokenSettings | null;
  };
  readonly development: boolean;
  readonly logLevel: string;
  /** What is given of all this, by its names, without what is secret. */
  readonly stated: Readonly<Record<string, string>>;
  readonly database: DatabaseConfig;
  readonly pipeline: AlarmTimeSettings & {
    readonly enabled: boolean;
    /** Anomalies from this severity on become recommendations. */
    readonly recommendFromSeverity: 'low' | 'medium' | 'high' | 'critical';
    /** No second recommendation for one equipment and issue within this time. */
    readonly dedupeWindowMs: number;
    /** What is found about one machine within this time may be one recommendation; 0 for never. */
    readonly joinWindowMs: number;
    /** What operators have rejected again and again no longer interrupts; false: everything does. */
    readonly learntSilences: boolean;
    /** A reading whose time is further ahead of the server than this goes to quarantine. */
    readonly futureLimitMs: number;
    /** A window is final once its equipment's newest event time is this far past the window's end. */
    readonly watermarkMs: number;
  };
  readonly ingest: {
    /** Most sensors that the readings of one key or token's subject may make within an hour; registered ones are free. */
    readonly newSensorsPerHour: number;
  };
  /** What one key, or one subject's tokens, may do in a second, where nothing else is said of the key. */
  readonly shares: Rates;
  readonly models: ModelSettings;
  /** Hosts of sinks that may be reached without encryption, and on addresses of this machine or its link. */
  readonly notify: { readonly trustedHosts: readonly string[] };
  /** Days; null is for ever. */
  readonly retention: {
    readonly bronzeDays: number;
    readonly silverDays: number;
    readonly goldDays: number | null;
    readonly anomaliesDays: number;
    readonly eventsDays: number;
    readonly quarantineDays: number;
    readonly latenciesDays: number;
  };
}

type Environment = Readonly<Record<string, string | undefined>>;
/** What the process was started with; nothing else reads it, and whoever needs some of it is given this. */
export const processEnvironment: Environment = process.env;

/** Reads and checks the environment once; every wrong value is named with its reason. */
export function loadConfig(env: Environment = processEnvironment): Config {
  // An empty value in a .env file means "not set".
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    throw unusable(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  }
  const values = parsed.data;
  const own = Object.entries(given).flatMap(([name, value]) =>
    name in environment.shape && value !== undefined ? [[name, value] as const] : [],
  );
  return Object.freeze({
    host: values.HOST,
    port: values.PORT,
    ...edgeSettings(values, values.ANDON_AUTH !== 'none'),
    authentication: {
      required: values.ANDON_AUTH !== 'none',
      keys: values.ANDON_AUTH.includes('keys'),
      tokens: values.ANDON_AUTH.includes('tokens') ? tokenSettings(values) : null,
    },
    development: values.NODE_ENV !== 'production',
    logLevel: values.LOG_LEVEL,
    stated: statedSettings(Object.fromEntries(own)),
    database: databaseConfig(values),
    pipeline: {
      enabled: values.ANDON_PIPELINE === 'on',
      recommendFromSeverity: values.ANDON_RECOMMEND_FROM_SEVERITY,
      dedupeWindowMs: values.ANDON_DEDUPE_WINDOW_S * 1_000,
      learntSilences: values.ANDON_LEARNT_SILENCES === 'on',
      joinWindowMs: values.ANDON_JOIN_WINDOW_S * 1_000,
      ...alarmSettings(values),
      futureLimitMs: values.ANDON_FUTURE_LIMIT_S * 1_000,
      watermarkMs: values.ANDON_WATERMARK_S * 1_000,
    },
    models: modelSettings(values),
    notify: { trustedHosts: values.ANDON_NOTIFY_TRUSTED_HOSTS ?? [] },
    ingest: { newSensorsPerHour: values.ANDON_NEW_SENSORS_PER_HOUR },
    shares: shareSettings(values),
    retention: {
      bronzeDays: values.ANDON_RETENTION_BRONZE_DAYS,
      silverDays: values.ANDON_RETENTION_SILVER_DAYS,
      goldDays: values.ANDON_RETENTION_GOLD_DAYS ?? null,
      anomaliesDays: values.ANDON_RETENTION_ANOMALIES_DAYS,
      eventsDays: values.ANDON_RETENTION_EVENTS_DAYS,
      quarantineDays: values.ANDON_RETENTION_QUARANTINE_DAYS,
      latenciesDays: values.ANDON_RETENTION_LATENCIES_DAYS,
    },
  });
}

function unusable(reasons: readonly string[]): StartupError {
  const lines = reasons.map((reason) => `  ${reason}`).join('\n');
  return new StartupError(`The environment is not usable:\n${lines}\nSee .env.example for every setting.`);
}

function databaseConfig(values: z.infer<typeof environment>): DatabaseConfig {
  if (values.DATABASE_URL !== undefined && values.LAKEBASE_ENDPOINT !== undefined) {
    throw new StartupError('DATABASE_URL and LAKEBASE_ENDPOINT are both set; set only one of them.');
  }
  if (values.DATABASE_URL !== undefined) return urlConfig(values.DATABASE_URL, values);
  if (values.LAKEBASE_ENDPOINT !== undefined) {
    return { kind: 'lakebase', ...lakebaseSettings(values.LAKEBASE_ENDPOINT, values) };
  }
  const dataDir = values.ANDON_DATA_DIR;
  return { kind: 'embedded', dataDir, ...(dataDir === defaultDataDir ? { movable: true } : {}) };
}

function urlConfig(url: string, values: z.infer<typeof environment>): DatabaseConfig {
  const defaults: Record<string, string> = {};
  for (const [name, parameter] of addressDefaults) {
    const value = values[name];
    if (value !== undefined) defaults[parameter] = value;
  }
  const reason = addressProblem(() => parseDatabaseAddress(url, defaults));
  if (reason !== null) throw unusable([`DATABASE_URL: ${reason}`]);
  return { kind: 'url', url, ...(Object.keys(defaults).length > 0 && { defaults }) };
}

/** Names the way out, and never holds a piece of the address, which may be its password. */
function addressProblem(read: () => unknown): string | null {
  try {
    read();
    return null;
  } catch (error) {
    if (error instanceof AddressError) return error.message;
    throw error;
  }
}

function lakebaseSettings(endpoint: string, values: z.infer<typeof environment>): LakebaseSettings {
  const { PGHOST: host, PGDATABASE: database, DATABRICKS_HOST: workspaceHost, DATABRICKS_TOKEN: token } = values;
  const { DATABRICKS_CLIENT_ID: clientId, DATABRICKS_CLIENT_SECRET: clientSecret } = values;
  if (host === undefined || database === undefined) {
    const missing = (['PGHOST', 'PGDATABASE'] as const).filter((name) => values[name] === undefined);
    throw new StartupError(`LAKEBASE_ENDPOINT also needs ${missing.join(' and ')}.`);
  }
  const known = token !== undefined || (clientId !== undefined && clientSecret !== undefined);
  return {
    endpoint,
    host,
    database,
    port: values.PGPORT ?? 5432,
    user: values.PGUSER ?? clientId,
    sslMode: values.PGSSLMODE ?? 'require',
    workspace:
      workspaceHost === undefined || !known
        ? null
        : {
            host: workspaceHost.includes('://') ? workspaceHost : `https://${workspaceHost}`,
            token,
            clientId,
            clientSecret,
          },
  };
}
