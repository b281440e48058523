/** Imports point one way: domain ← db ← {ingest, pipeline, events, services} ← resolvers ← schema ← server ← composition and cli. */
const anyone = '^src/(coalesced-work|config|errors|log)\\.ts$';

function mayImport(room, allowed) {
  const rooms = [room, ...allowed].map((name) => `^src/${name}/`);
  return {
    name: `directions-of-${room}`,
    comment: `src/${room} may import ${allowed.length > 0 ? allowed.join(', ') : 'no other room'}`,
    severity: 'error',
    from: { path: `^src/${room}/` },
    to: { path: '^src/', pathNot: [...rooms, anyone] },
  };
}

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    mayImport('domain', []),
    mayImport('auth', ['domain']),
    mayImport('db', ['domain']),
    mayImport('ingest', ['db', 'domain']),
    mayImport('pipeline', ['db', 'domain']),
    mayImport('events', ['db', 'domain']),
    mayImport('services', ['db', 'domain']),
    mayImport('resolvers', ['auth', 'ingest', 'pipeline', 'events', 'services', 'domain']),
    mayImport('schema', ['resolvers', 'ingest', 'pipeline', 'events', 'services', 'domain']),
    mayImport('server', ['schema', 'resolvers', 'auth', 'ingest', 'services', 'domain']),
    // A client like any other: what it needs of the server it gets over HTTP.
    mayImport('simulator', ['domain']),
    {
      name: 'log-and-errors-stand-alone',
      comment: 'what everybody imports imports nothing of ours',
      severity: 'error',
      from: { path: '^src/(coalesced-work|errors|log)\\.ts$' },
      to: { path: '^src/' },
    },
    {
      name: 'domain-does-no-io',
      comment: 'the words of the field need no platform: zod at most',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { dependencyTypes: ['core', 'npm'], pathNot: 'node_modules/zod/' },
    },
    {
      name: 'transport-stays-at-the-edge',
      comment: 'the core knows no transport',
      severity: 'error',
      from: { path: '^src/(domain|db|ingest|pipeline|events|services)/' },
      to: { path: 'node_modules/(graphql|graphql-yoga|graphql-ws|ws|@pothos)/|^(node:)?http' },
    },
    {
      name: 'resolvers-do-not-know-the-builder',
      comment: 'plain functions, testable without a schema',
      severity: 'error',
      from: { path: '^src/resolvers/' },
      to: { path: 'node_modules/@pothos/' },
    },
    {
      name: 'no-cycles',
      comment: 'two files that need each other are one, or three',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'code that nobody imports is dead',
      severity: 'error',
      from: { orphan: true, pathNot: '\\.d\\.ts$' },
      to: {},
    },
    {
      name: 'reachable',
      comment: 'code that no command reaches is dead',
      severity: 'error',
      from: { path: '^src/cli/(andon|mine-process)\\.ts$' },
      to: { path: '^src/', pathNot: '^src/cli/(andon|mine-process)\\.ts$', reachable: false },
    },
    {
      name: 'declared-dependencies',
      comment: 'what is imported is in package.json, under dependencies',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'types', 'default'] },
  },
};
