/** Doctor: free space on the disk of the embedded database. */
import { statfs } from 'node:fs/promises';
import type { DatabaseConfig } from '../../config.ts';
import { findDataFolder } from '../../db/connection/embedded/data-folder.ts';
import { nearestExisting } from '../../db/connection/embedded/folder-permissions.ts';
import { type Finding, ok, skipped, wrong } from './finding.ts';

const gigabyte = 1_000_000_000;
const leastFreeBytes = gigabyte;

export function judgeDisk(folder: string, freeBytes: number): Finding {
  const free = `${(freeBytes / gigabyte).toFixed(1)} GB free in ${folder}`;
  if (freeBytes < leastFreeBytes) {
    return wrong(free, 'make room there, or let ANDON_DATA_DIR name a folder on a larger disk (at least 1 GB free)');
  }
  return ok(free);
}

/** Needs no connection: a full disk is a reason for not having one. */
export async function checkDisk(config: DatabaseConfig): Promise<Finding> {
  if (config.kind !== 'embedded') return skipped('the database is not the embedded one');
  const { folder: data } = await findDataFolder(config);
  const folder = await nearestExisting(data);
  const { bavail, bsize } = await statfs(folder);
  return judgeDisk(folder, bavail * bsize);
}
