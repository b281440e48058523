import type pg from 'pg';
import { StartupError } from '../errors.ts';
import { connectionFailure } from './client-options.ts';

/**
 * The password is a function that node-postgres asks at every new connection, since a Lakebase token lives for an hour.
 * The driver is loaded only here: it brings Databricks' whole SDK.
 */
export async function lakebaseOptions(endpoint: string): Promise<pg.ClientConfig> {
  try {
    const { getLakebasePgConfig } = await import('@databricks/lakebase');
    const { host, port, user, database, password, ssl } = getLakebasePgConfig({ endpoint });
    return { host, port, user, database, password, ssl };
  } catch (error) {
    throw new StartupError(`Lakebase cannot be used as configured: ${connectionFailure(error)}`, { cause: error });
  }
}
