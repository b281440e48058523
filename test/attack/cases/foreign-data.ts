/** Attempts to see or change what is another site's, or to do what one's key does not allow. */
import type { AttackedSite } from '../../support/fixtures/attacked-site.ts';
import { type Attack, askBySocket, statusOf } from './attack.ts';

const bola = 'API1: broken object level authorization';
const bopla = 'API3: broken object property level authorization';
const bfla = 'API5: broken function level authorization';
const approve = 'mutation ($id: ID!) { approveRecommendation(id: $id) { version } }';
const ingest = 'mutation ($r: [ReadingInput!]!) { ingestReadings(readings: $r) { accepted rejected { code } } }';
const export31Days = '/export/performance.csv?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z';

/** By a key that reaches every site. */
async function globalIdOf(site: AttackedSite, id: string): Promise<string> {
  const all = await site.key({ scopes: ['read'] });
  const answer = await site.ask('query ($id: ID!) { recommendation(id: $id) { id } }', { id }, all);
  return /"id":"([^"]+)"/.exec(answer)?.[1] ?? `no id in ${answer}`;
}

function calls(name: string, call: string, key: (site: AttackedSite) => { token: string }): Attack {
  return { item: bfla, attack: name, answer: 'FORBIDDEN', run: (site) => site.ask(call, {}, key(site)) };
}

export const foreignData: readonly Attack[] = [
  {
    item: bola,
    attack: 'another site’s recommendation by its id',
    answer: '{"recommendation":null}',
    run: (site) => site.ask('query ($id: ID!) { recommendation(id: $id) { severity } }', { id: site.southId }),
  },
  {
    item: bola,
    attack: 'the same through `node`, by its global id',
    answer: '{"node":null}',
    run: async (site) =>
      site.ask('query ($id: ID!) { node(id: $id) { id } }', { id: await globalIdOf(site, site.southId) }),
  },
  { item: bola, attack: 'approving it', answer: 'NOT_FOUND', run: (site) => site.ask(approve, { id: site.southId }) },
  {
    item: bola,
    attack: 'a list of another site by name',
    answer: 'FORBIDDEN',
    run: (site) => site.ask('{ equipmentList(filter: { siteIds: ["south"] }) { edges { cursor } } }', {}),
  },
  {
    item: bola,
    attack: 'another site’s events',
    answer: 'FORBIDDEN',
    run: (site) =>
      askBySocket(
        site,
        site.reader,
        'subscription { recommendationEvents(filter: { siteIds: ["south"] }) { number } }',
      ),
  },
  {
    item: bola,
    attack: 'another site’s windows by export',
    answer: 'HTTP 403',
    run: (site) => statusOf(site, `${export31Days}&siteId=south`, {}, site.reader),
  },
  {
    item: bola,
    attack: 'a reading for another site',
    answer: '{"ingestReadings":{"accepted":0,"rejected":[{"code":"SITE_FORBIDDEN"}]}}',
    run: (site) =>
      site.ask(
        ingest,
        { r: [{ siteId: 'south', equipmentId: 'P', sensorType: 't', value: 1, timestamp: new Date().toISOString() }] },
        site.gateway,
      ),
  },
  {
    item: bola,
    attack: 'speaking in another’s name without ACT_AS',
    answer: 'FORBIDDEN',
    run: (site) => site.ask('{ caller { operatorId } }', {}, { ...site.reader, headers: { 'x-operator-id': 'maria' } }),
  },
  {
    item: bopla,
    attack: 'a member of an input that it does not have',
    answer: 'BAD_USER_INPUT',
    run: (site) =>
      site.ask('mutation ($e: [EquipmentInput!]!) { registerEquipment(equipment: $e) { id } }', {
        e: [{ id: 'P-1', isRegistered: true, createdAt: '2000-01-01T00:00:00Z' }],
      }),
  },
  {
    item: bopla,
    attack: 'scopes by `__proto__` in variables',
    answer: 'FORBIDDEN',
    run: (site) =>
      site.post(
        `{"query":"mutation { registerEquipment(equipment: []) { id } }","variables":{"__proto__":{"scopes":["configure"]}}}`,
        site.reader,
      ),
  },
  calls('readings by a reader', 'mutation { ingestReadings(readings: []) { accepted } }', ({ reader }) => reader),
  calls('a decision by a reader', 'mutation { approveRecommendation(id: "x") { version } }', ({ reader }) => reader),
  calls('master data by a reader', 'mutation { registerEquipment(equipment: []) { id } }', ({ reader }) => reader),
  calls('a question by a gateway', '{ equipmentList { edges { cursor } } }', ({ gateway }) => gateway),
  {
    item: bfla,
    attack: 'the figures by a gateway',
    answer: 'HTTP 403',
    run: (site) => statusOf(site, '/metrics', {}, site.gateway),
  },
  {
    item: bfla,
    attack: 'the export by a gateway',
    answer: 'HTTP 403',
    run: (site) => statusOf(site, export31Days, {}, site.gateway),
  },
  {
    item: 'API6: unrestricted access to sensitive business flows',
    attack: 'approving one recommendation twice',
    answer: 'CONFLICT',
    run: async (site) => {
      const id = await site.raise('north');
      await site.ask(approve, { id });
      return site.ask(approve, { id });
    },
  },
  {
    item: 'API6: unrestricted access to sensitive business flows',
    attack: 'twenty decisions on one recommendation at once',
    answer: '1 approved, 19 CONFLICT',
    run: async (site) => {
      const id = await site.raise('north');
      const answers = await Promise.all(Array.from({ length: 20 }, () => site.ask(approve, { id })));
      const conflicts = answers.filter((answer) => answer === 'CONFLICT').length;
      return `${answers.filter((answer) => answer.includes('"version"')).length} approved, ${conflicts} CONFLICT`;
    },
  },
  {
    item: 'API6: unrestricted access to sensitive business flows',
    attack: 'acting on 1,001 alarms by one mutation',
    answer: 'BAD_USER_INPUT',
    run: (site) =>
      site.ask('mutation ($a: [AlarmReference!]!) { acknowledgeAlarms(alarms: $a) { __typename } }', {
        a: Array.from({ length: 1_001 }, (_, i) => ({ id: `A-${i}` })),
      }),
  },
];
