import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';

/** A list that loads page after page. */
function pages(name: string, field: string, row: string): string {
  const key = `screens_${name}_${field.replace(/\(.*/, '')}`;
  return `export const ${name}Pages = graphql\`
    fragment screens_${name} on Query
    @refetchable(queryName: "screens_${name}_Query")
    @argumentDefinitions(count: { type: "Int", defaultValue: 50 }, cursor: { type: "String" }) {
      ${field}first: $count, after: $cursor) @connection(key: "${key}") { edges { node { ...${row} } } }
    }
  \`;`;
}

/** Everything that Relay's compiler makes of the schema by itself: refetching by `node`, pages by `@connection`. */
const screens = `
  import { graphql } from 'relay-runtime';

  export const machine = graphql\`
    fragment screens_machine on Equipment @refetchable(queryName: "screensMachineQuery") {
      siteId equipmentId location
      sensors { sensorType ...screens_sensor }
      status { sensorType value freshness }
    }
  \`;
  export const sensor = graphql\`
    fragment screens_sensor on SensorDefinition @refetchable(queryName: "screensSensorQuery") { sensorType unit }
  \`;
  export const latest = graphql\`
    fragment screens_latest on SensorStatus @refetchable(queryName: "screensLatestQuery") { value freshness }
  \`;
  export const decision = graphql\`
    fragment screens_decision on Recommendation @refetchable(queryName: "screensDecisionQuery") {
      recommendationId status version
      anomaly { ...screens_anomaly }
    }
  \`;
  export const anomaly = graphql\`
    fragment screens_anomaly on Anomaly @refetchable(queryName: "screensAnomalyQuery") { value severity }
  \`;
  export const refused = graphql\`
    fragment screens_refused on QuarantinedReading @refetchable(queryName: "screensRefusedQuery") { code message }
  \`;
  ${pages('queue', 'recommendations(filter: { statuses: [PENDING] }, ', 'screens_decision')}
  ${pages('machines', 'equipmentList(', 'screens_machine')}
  ${pages('values', 'currentStatus(', 'screens_latest')}
  ${pages('anomalies', 'anomalies(', 'screens_anomaly')}
  ${pages('quarantine', 'quarantine(', 'screens_refused')}
  export const events = graphql\`
    subscription screensEventsSubscription($after: String) {
      recommendationEvents(after: $after) { cursor kind recommendation { snapshotOf ...screens_decision } }
    }
  \`;
  export const approve = graphql\`
    mutation screensApproveMutation($id: ID!) { approveRecommendation(id: $id) { ...screens_decision } }
  \`;
`;

it('Relay’s compiler accepts @refetchable on every node and @connection on every list', {
  timeout: 60_000,
}, async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'andon-relay-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await mkdir(path.join(folder, 'src'));
  await cp('schema.graphql', path.join(folder, 'schema.graphql'));
  await writeFile(path.join(folder, 'src', 'screens.ts'), screens);
  const settings = { src: './src', schema: './schema.graphql', language: 'typescript' };
  await writeFile(path.join(folder, 'relay.config.json'), JSON.stringify(settings));
  const compiler = createRequire(import.meta.url).resolve('relay-compiler/cli.js');
  // Its answer says what is wrong with which document.
  await promisify(execFile)(process.execPath, [compiler, 'relay.config.json'], { cwd: folder });
  const refetch = await readFile(path.join(folder, 'src', '__generated__', 'screensMachineQuery.graphql.ts'), 'utf8');
  expect(refetch).toMatch(/node\(id: \$id\)/);
});
