/** What is put into arguments, and asked of the schema itself. */
import type { AttackedSite } from '../../support/fixtures/attacked-site.ts';
import { type Attack, statusOf } from './attack.ts';

const input = 'GraphQL: injection';
const secure = 'GraphQL: secure configurations';
const list = 'query ($f: EquipmentFilter) { equipmentList(filter: $f) { edges { cursor } } }';
const sql = `x'; DROP TABLE andon.equipment; --`;

async function message(site: AttackedSite, query: string): Promise<string> {
  const response = await fetch(site.server.graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${site.reader.token}` },
    body: JSON.stringify({ query }),
  });
  return response.text();
}

export const questions: readonly Attack[] = [
  {
    item: input,
    attack: 'SQL in the ids of a filter',
    answer: '{"equipmentList":{"edges":[]}}',
    run: (site) => site.ask(list, { f: { equipmentIds: [sql, `' OR '1'='1`, '\\', '%', '{}', '{"a"}'] } }),
  },
  {
    item: input,
    attack: 'SQL in a cursor',
    answer: 'CURSOR_INVALID',
    run: (site) =>
      site.ask('query ($after: String) { equipmentList(after: $after) { edges { cursor } } }', {
        after: Buffer.from(JSON.stringify([sql, sql])).toString('base64url'),
      }),
  },
  {
    item: input,
    attack: 'SQL in the note of a decision, which is stored as it is',
    answer: sql,
    run: async (site) => {
      const id = await site.raise('north');
      const call = 'mutation ($id: ID!, $n: String) { approveRecommendation(id: $id, notes: $n) { version } }';
      await site.ask(call, { id, n: sql });
      const answer = await site.ask('query ($id: ID!) { recommendation(id: $id) { operatorNotes } }', { id });
      return /"operatorNotes":"([^"]*)"/.exec(answer)?.[1] ?? answer;
    },
  },
  {
    item: input,
    attack: 'NUL and half a character in an id',
    answer: '{"ingestReadings":{"rejected":[{"code":"INVALID_ID"},{"code":"INVALID_ID"}]}}',
    run: (site) =>
      site.ask(
        'mutation ($r: [ReadingInput!]!) { ingestReadings(readings: $r) { rejected { code } } }',
        {
          r: ['a\u0000b', 'a\ud800b'].map((equipmentId) => ({
            equipmentId,
            sensorType: 't',
            value: 1,
            timestamp: new Date().toISOString(),
          })),
        },
        site.gateway,
      ),
  },
  {
    item: secure,
    attack: 'introspection',
    answer: 'BAD_USER_INPUT',
    run: (site) => site.ask('{ __schema { types { name } } }', {}),
  },
  {
    item: secure,
    attack: 'names that are guessed, to be corrected',
    answer: 'nothing is suggested',
    run: async (site) => {
      const said = await Promise.all([
        message(site, '{ equipmentLst { edges { cursor } } }'),
        message(site, '{ equipmentList(frst: 1) { edges { cursor } } }'),
        message(site, '{ equipmentList(filter: { siteId: "x" }) { edges { cursor } } }'),
      ]);
      return said.some((text) => /did you mean/i.test(text)) ? said.join() : 'nothing is suggested';
    },
  },
  {
    item: secure,
    attack: 'an error that tells of the program',
    answer: 'no stack, no path, no package',
    run: async (site) => {
      const said = await Promise.all([
        message(site, '{ latency(from: "yesterday") { stage } }'),
        message(site, '{'),
        message(site, '{ node(id: "rubbish") { id } }'),
      ]);
      const tells = said.filter((text) => /stack|node_modules|\.[jt]s:\d|exception/i.test(text));
      return tells.length === 0 ? 'no stack, no path, no package' : tells.join();
    },
  },
  {
    item: secure,
    attack: 'GraphiQL',
    answer: 'HTTP 401',
    run: (site) => statusOf(site, '/graphql', {}, { headers: { accept: 'text/html' } }),
  },
];
