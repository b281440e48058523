/**
 * Imports point one way: domain ← db, models ← {ingest, pipeline, events, services, notify} ← health ← resolvers ← schema ← server ← runtime ← cli.
 * Everybody may import the shape of the configuration, errors, the log, the version and the timing helpers.
 */
const anyone = '^src/((config|errors|limits|log|version)\\.ts$|timing/)';

function mayImport(folder, allowed) {
  const folders = [folder, ...allowed].map((name) => `^src/${name}/`);
  return {
    name: `directions-of-${folder}`,
    comment: `src/${folder} may import ${allowed.length > 0 ? allowed.join(', ') : 'no other folder'}`,
    severity: 'error',
    from: { path: `^src/${folder}/` },
    to: { path: '^src/', pathNot: [...folders, anyone] },
  };
}

/** Inside src/db every subject stands on the connection and the way of asking; subjects meet in few places. */
function databaseMayImport(folder, allowed) {
  const folders = [folder, ...allowed].map((name) => `^src/db/${name}/`);
  return {
    name: `directions-of-db-${folder}`,
    comment: `src/db/${folder} may import ${allowed.length > 0 ? allowed.join(', ') : 'no other subject'}`,
    severity: 'error',
    from: { path: `^src/db/${folder}/` },
    to: { path: '^src/db/', pathNot: folders },
  };
}

/** The console: what its pages are made of ← the server ← machines ← recommendations and alarms ← main.js. */
function consoleMayImport(folder, allowed) {
  const folders = [folder, ...allowed].map((name) => `^console/scripts/${name}/`);
  return {
    name: `directions-of-console-${folder}`,
    comment: `console/scripts/${folder} may import ${allowed.length > 0 ? allowed.join(', ') : 'no other folder'}`,
    severity: 'error',
    from: { path: `^console/scripts/${folder}/` },
    to: { path: '^console/', pathNot: folders },
  };
}

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    mayImport('timing', []),
    mayImport('domain', []),
    mayImport('auth', ['domain', 'db']),
    mayImport('db', ['domain']),
    mayImport('ingest', ['db', 'domain']),
    mayImport('pipeline', ['db', 'domain', 'models']),
    mayImport('events', ['db', 'domain']),
    mayImport('models', ['domain']),
    mayImport('services', ['db', 'domain', 'models']),
    mayImport('notify', ['db', 'domain']),
    mayImport('health', ['models', 'db', 'domain', 'events', 'pipeline', 'services']),
    mayImport('resolvers', ['auth', 'ingest', 'pipeline', 'events', 'services', 'notify', 'health', 'domain']),
    mayImport('schema', ['resolvers', 'ingest', 'pipeline', 'events', 'services', 'notify', 'health', 'domain']),
    mayImport('server', ['schema', 'resolvers', 'auth', 'ingest', 'services', 'health', 'domain']),
    mayImport('runtime', [
      'server',
      'schema',
      'resolvers',
      'auth',
      'health',
      'services',
      'notify',
      'events',
      'pipeline',
      'ingest',
      'models',
      'db',
      'domain',
    ]),
    mayImport('scoring', ['pipeline', 'domain']),
    databaseMayImport('query', []),
    databaseMayImport('access', ['query']),
    databaseMayImport('audit', ['query']),
    databaseMayImport('signals', ['query']),
    databaseMayImport('connection', ['query', 'access']),
    databaseMayImport('migrations', ['query', 'access', 'connection']),
    databaseMayImport('bronze', ['query', 'upkeep']),
    databaseMayImport('quarantine', ['query']),
    databaseMayImport('equipment', ['query']),
    databaseMayImport('detection', ['query']),
    databaseMayImport('knowledge', ['query']),
    databaseMayImport('learning', ['query']),
    databaseMayImport('gold', ['query', 'equipment']),
    databaseMayImport('pipeline', ['query', 'equipment', 'connection']),
    databaseMayImport('explain', ['query']),
    databaseMayImport('notify', ['query', 'alarms', 'recommendations']),
    databaseMayImport('recommendations', ['query', 'pipeline']),
    databaseMayImport('rebuild', ['query', 'signals', 'quarantine', 'pipeline']),
    databaseMayImport('upkeep', ['query', 'gold']),
    // Clients like any other: what they need of the server they get over HTTP.
    mayImport('client', ['domain']),
    mayImport('simulator', ['client', 'domain']),
    mayImport('replay', ['client', 'domain']),
    mayImport('demo', ['simulator', 'client', 'domain', 'cli']),
    {
      name: 'server-knows-no-client',
      comment: 'the simulator, the replay and the demo are started from the command line only',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(client|simulator|replay|demo|cli)/' },
      to: { path: '^src/(client|simulator|replay|demo)/' },
    },
    consoleMayImport('page', []),
    consoleMayImport('connection', ['page']),
    consoleMayImport('machines', ['page', 'connection']),
    consoleMayImport('recommendations', ['page', 'connection', 'machines']),
    consoleMayImport('alarms', ['page', 'connection', 'machines']),
    {
      name: 'bronze-by-its-interface',
      comment: 'readings are appended and read by BronzeLog (src/domain/readings/bronze-log.ts), which is handed over',
      severity: 'error',
      from: { path: '^src/(ingest|pipeline|events|services)/' },
      to: { path: '^src/db/bronze/(bronze-|postgres-log)' },
    },
    {
      name: 'log-and-errors-stand-alone',
      comment: 'what everybody imports imports nothing of ours, but for the catalogue of log events',
      severity: 'error',
      from: { path: '^src/(errors|limits|log|log-events)\\.ts$' },
      to: { path: '^src/', pathNot: '^src/log-events\\.ts$' },
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
      from: { path: '^src/(cli/andon|demo/mine-process|models/scoring/onnx/model-process)\\.ts$' },
      to: {
        path: '^src/',
        pathNot: '^src/(cli/andon|demo/mine-process|models/scoring/onnx/model-process)\\.ts$',
        reachable: false,
      },
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
