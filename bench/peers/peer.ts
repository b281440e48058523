import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Site } from '../site/site.ts';

/** A way to bring a committed recommendation to many screens. */
export interface Peer {
  readonly name: string;
  /** http address of its GraphQL. */
  readonly url: string;
  readonly pid: number;
  /** The subscription of its screens; null: they ask once a second. */
  readonly query: string | null;
  /** The connections to be killed, as a condition on pg_stat_activity. */
  readonly listener: string;
  isRunning(): boolean;
  stop(): Promise<void>;
}

const fields =
  'recommendation_id site_id equipment_id issue_type severity issue_description recommended_action confidence_score status timestamp';
const startWithinMs = 30_000;
const longestSaid = 2_000;

export type PeerKind = 'mercurius' | 'yoga' | 'postgraphile' | 'poller';
export const peerKinds: readonly PeerKind[] = ['postgraphile', 'mercurius', 'yoga', 'poller'];

const names: Readonly<Record<PeerKind, string>> = {
  mercurius: 'Mercurius',
  yoga: 'Yoga',
  postgraphile: 'PostGraphile',
  poller: 'polling',
};

export function andon({ url, server }: Site): Peer {
  return {
    name: 'Andon',
    url,
    pid: server.pid,
    query:
      'subscription { recommendationEvents(kinds: [CREATED]) { cursor recommendation { recommendationId siteId equipmentId issueType severity issueDescription recommendedAction confidenceScore status createdAt } } }',
    listener: `application_name = 'andon listener'`,
    isRunning: () => true,
    stop: async () => undefined,
  };
}

/** Starts a peer's server in a process of its own, on the site's database. */
export async function startPeer(kind: PeerKind, { superuser: { port, database, password } }: Site): Promise<Peer> {
  const credentials = `postgres:${encodeURIComponent(password ?? '')}`;
  const databaseUrl = `postgres://${credentials}@127.0.0.1:${port}/${database}?application_name=peer`;
  const script = kind === 'poller' ? 'yoga' : kind;
  const child = fork(fileURLToPath(new URL(`servers/${script}.ts`, import.meta.url)), [databaseUrl], {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, NODE_ENV: 'production', GRAPHILE_ENV: 'production' },
    silent: true,
  });
  // What it says of sockets that were closed and connections that were killed is no news; why it ended is.
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said = `${said}${chunk}`.slice(-longestSaid);
    });
  }
  const [serverPort] = await Promise.race([
    once(child, 'message', { signal: AbortSignal.timeout(startWithinMs) }),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`${kind} ended with ${code}: ${said}`))),
  ]);
  return {
    name: names[kind],
    url: `http://127.0.0.1:${serverPort}/graphql`,
    pid: child.pid ?? 0,
    query: kind === 'poller' ? null : `subscription { recommendationCreated { ${fields} } }`,
    listener: `application_name = 'peer'${kind === 'poller' ? '' : ` AND query ILIKE '%listen%'`}`,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

export const pollQuery = `query ($after: String!) { created(after: $after) { ${fields} } }`;
