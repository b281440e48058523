/** Opens Lakebase, Databricks' managed PostgreSQL, whose password is a token that lives for an hour. */
import type pg from 'pg';
import { StartupError } from '../../errors.ts';
import { connectionFailure } from './client-options.ts';
import { tokenSource, type Workspace } from './lakebase-token.ts';

export interface LakebaseSettings {
  readonly endpoint: string;
  readonly host: string;
  readonly database: string;
  readonly port: number;
  readonly user: string | undefined;
  readonly sslMode: string;
  /** Null: what the environment says is for the driver to understand. */
  readonly workspace: Workspace | null;
}

interface Driver {
  getLakebasePgConfig(options: { endpoint: string }): pg.ClientConfig;
}

/** Left out by npm where Databricks' SDK below it does not support this Node. A variable, since then there are no types either. */
const driverName: string = '@databricks/lakebase';

/**
 * The password is a function that node-postgres asks at every new connection, since a Lakebase token lives for an hour.
 * The driver is loaded only here: it brings Databricks' whole SDK.
 */
export async function lakebaseOptions(settings: LakebaseSettings): Promise<pg.ClientConfig> {
  try {
    const driver = await loadDriver();
    if (driver === undefined) return ownOptions(settings);
    const { host, port, user, database, password, ssl } = driver.getLakebasePgConfig({ endpoint: settings.endpoint });
    return { host, port, user, database, password, ssl };
  } catch (error) {
    if (error instanceof StartupError) throw error;
    throw new StartupError(`Lakebase cannot be used as configured: ${connectionFailure(error)}`, { cause: error });
  }
}

async function loadDriver(): Promise<Driver | undefined> {
  try {
    const found: unknown = await import(driverName);
    if (isDriver(found)) return found;
    throw new TypeError(`${driverName} has no getLakebasePgConfig`);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

function isDriver(found: unknown): found is Driver {
  return typeof found === 'object' && found !== null && 'getLakebasePgConfig' in found;
}

/** The same without the driver, for the two kinds of credentials that need no SDK. */
export function ownOptions({ workspace, user, endpoint, ...settings }: LakebaseSettings): pg.ClientConfig {
  if (workspace === null || user === undefined) {
    throw new StartupError(
      `Without ${driverName}, which wants Node 22 or later, Lakebase needs DATABRICKS_HOST with DATABRICKS_TOKEN, or with ` +
        'DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET, and PGUSER unless DATABRICKS_CLIENT_ID is the user. ' +
        'On Node 22 or later, npm install without --omit=optional installs the driver, which also reads the other kinds of credentials.',
    );
  }
  const { host, port, database, sslMode } = settings;
  return { host, port, database, user, password: tokenSource(workspace, endpoint), ssl: encryption(sslMode) };
}

function encryption(mode: string): pg.ClientConfig['ssl'] {
  if (mode === 'disable') return false;
  if (mode === 'require' || mode === 'prefer') return { rejectUnauthorized: mode === 'require' };
  throw new StartupError(`PGSSLMODE is ${mode}; for Lakebase it is require, prefer or disable.`);
}
