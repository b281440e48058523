/** Starts the database of a test run before the first project that needs it. */
import type { TestProject } from 'vitest/node';
import { type RunningCluster, startCluster, type TestCluster } from './database-cluster.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    testCluster: TestCluster;
  }
}

interface Shared {
  readonly cluster: Promise<RunningCluster>;
  users: number;
}

// Every project loads this file for itself, all in one process: the one cluster is found through the process.
declare global {
  var andonTestCluster: Shared | undefined;
}

/** Runs before the first project that needs a database; what it returns runs after each, and the last one stops the cluster. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  globalThis.andonTestCluster ??= { cluster: startCluster(process.env['ANDON_TEST_DATABASE_URL']), users: 0 };
  const shared = globalThis.andonTestCluster;
  shared.users += 1;
  const { cluster, stop } = await shared.cluster;
  project.provide('testCluster', cluster);
  return async () => {
    shared.users -= 1;
    if (shared.users > 0) return;
    globalThis.andonTestCluster = undefined;
    await stop();
  };
}
