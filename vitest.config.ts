import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

/** One database server for all the projects that need one; each test file gets a database of its own in it. */
const databaseSetup = './test/support/database/database-setup.ts';
/** For tests that start whole servers: the program compiled once, as it is installed. */
const programSetup = './test/support/server/program-setup.ts';

function project(name: string, order: number, globalSetup: string[]) {
  return {
    extends: true as const,
    // Group after group, so that tests of whole servers do not share two cores with everything else.
    test: { name, include: [`test/${name}/**/*.test.ts`], globalSetup, sequence: { groupOrder: order } },
  };
}

/** The same files in two sizes: a few rounds of each fault with all the other tests, many rounds by themselves. */
function faults(name: string, order: number, faultForm: 'short' | 'long') {
  const { extends: inherits, test } = project(name, order, [databaseSetup, programSetup]);
  // One after another: a fault is measured as well as survived, and each brings load enough for two cores.
  const alone = faultForm === 'long' ? { maxWorkers: 1 } : {};
  return {
    extends: inherits,
    test: { ...test, ...alone, include: ['test/faults/**/*.test.ts'], provide: { faultForm } },
  };
}

/** Starts programs that take a busy machine long to begin, such as Java. */
function programs(name: string, order: number) {
  const { extends: inherits, test } = project(name, order, [databaseSetup, programSetup]);
  return { extends: inherits, test: { ...test, testTimeout: 120_000, hookTimeout: 180_000 } };
}

/** Needs Debian's Jython. The soak comes in two sizes, too. */
function ignition(name: string, order: number, faultForm: 'short' | 'long', include: string) {
  const { extends: inherits, test } = programs(name, order);
  return { extends: inherits, test: { ...test, include: [include], provide: { faultForm } } };
}

export default defineConfig({
  // The tests' own modules and Pothos must share one copy of graphql, which refuses to work with a second one beside it.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    allowOnly: false,
    // On demand: `npm run coverage`.
    coverage: { include: ['src/**/*.ts'], reporter: ['text-summary', 'html'] },
    projects: [
      project('unit', 0, []),
      // With the unit tests: some of these compute for long, and most of those wait.
      project('integration', 0, [databaseSetup]),
      project('acceptance', 1, [databaseSetup, programSetup]),
      faults('faults-short', 2, 'short'),
      project('browser', 3, [databaseSetup, programSetup]),
      // Needs Debian's nginx and PgBouncer.
      project('proxies', 3, [databaseSetup, programSetup]),
      // Needs curl, a JDK and Debian's packages for Python.
      programs('examples', 3),
      // Has onnxruntime-node in its own folder.
      project('onnx', 3, [databaseSetup, programSetup]),
      ignition('ignition', 3, 'short', 'test/ignition/**/*.test.ts'),
      faults('faults', 4, 'long'),
      ignition('ignition-soak', 4, 'long', 'test/ignition/soak.test.ts'),
      // Slow proofs with whole servers, which wait for time-outs to pass.
      project('endurance', 4, [databaseSetup, programSetup]),
      // Attacks, and a hundred thousand cases at random, against whole servers.
      project('attack', 4, [databaseSetup, programSetup]),
      // Takes the programs of the system's PostgreSQL, pg_basebackup and pg_dump among them.
      project('failover', 5, [programSetup]),
    ],
  },
});
