/** Opens the embedded PostgreSQL: makes it, starts it, shares it and stops it. */
import type { Logger } from '../../../log.ts';
import type { DatabaseAccess } from '../database-access.ts';
import { ClusterLease } from './cluster-lease.ts';
import { type DataPlace, findDataFolder } from './data-folder.ts';
import { prepareCluster } from './prepare-cluster.ts';

/** PostgreSQL of our own under `dataDir`: made at the first start, shared by every process that opens it. */
export async function openEmbedded(place: DataPlace, log: Logger): Promise<DatabaseAccess> {
  const { folder, movedBecause } = await findDataFolder(place);
  const cluster = await prepareCluster(folder, log);
  const lease = new ClusterLease(cluster, log);
  const options = await lease.join();
  const why = movedBecause === null ? '' : `, not in ${place.dataDir}, since ${movedBecause}`;
  return {
    options,
    description: `embedded PostgreSQL ${cluster.version} in ${cluster.root}${why}, 127.0.0.1:${options.port}`,
    release: () => lease.leave(),
  };
}
