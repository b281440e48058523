import { defineConfig } from 'vitest/config';

/** One database server for all the projects that need one; each test file gets a database of its own in it. */
const databaseSetup = './test/support/database-setup.ts';

function project(name: string, order: number, globalSetup: string[]) {
  return {
    extends: true as const,
    // Group after group, so that tests of whole servers do not share two cores with everything else.
    test: { name, include: [`test/${name}/**/*.test.ts`], globalSetup, sequence: { groupOrder: order } },
  };
}

export default defineConfig({
  // The tests' own modules and Pothos must share one copy of graphql, which refuses to work with a second one beside it.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    allowOnly: false,
    projects: [
      project('unit', 0, []),
      project('integration', 1, [databaseSetup]),
      project('acceptance', 2, [databaseSetup]),
      project('browser', 3, [databaseSetup]),
    ],
  },
});
