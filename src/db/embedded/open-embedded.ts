import type { Logger } from '../../log.ts';
import type { DatabaseAccess } from '../database-access.ts';
import { Keeper } from './keeper.ts';
import { prepareCluster } from './prepare-cluster.ts';

/** PostgreSQL of our own under `dataDir`: made at the first start, shared by every process that opens it. */
export async function openEmbedded(dataDir: string, log: Logger): Promise<DatabaseAccess> {
  const cluster = await prepareCluster(dataDir, log);
  const keeper = new Keeper(cluster, log);
  const options = await keeper.join();
  return {
    options,
    description: `embedded PostgreSQL ${cluster.version} in ${cluster.root}, 127.0.0.1:${options.port}`,
    release: () => keeper.leave(),
  };
}
