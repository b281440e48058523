/** Follows recommendations by WebSocket, and finds where the log stands. */
import type { ResultOf, VariablesOf } from '@graphql-typed-document-node/core';
import type { ServerProcess } from '../server/server.ts';
import { until } from '../until.ts';
import type { HttpClient } from './clients-http.ts';
import type { SqlClient } from './clients-sql.ts';
import { type Subscriber, subscribe } from './clients-websocket.ts';
import { CriticalAlerts, PipelineHealthQuery, RecommendationEvents } from './operations.ts';

type Wanted = Pick<VariablesOf<typeof RecommendationEvents>, 'kinds' | 'filter'>;

export interface FollowOptions extends Wanted {
  /** A cursor, or `start` for everything the log still has. Without it: what happens from now on. */
  readonly after?: string;
  readonly critical?: boolean;
  /** Resolves when the server has answered with an error instead. */
  readonly expectError?: boolean;
}

export type Screen = Subscriber<ResultOf<typeof RecommendationEvents>>;

/**
 * Opens a screen that follows recommendations. "From now on" is made exact by the log's head: whatever is written after this call
 * is seen, whatever was written before is not, no matter when the server gets to see the subscription.
 */
export async function followRecommendations(
  site: { readonly server: Pick<ServerProcess, 'websocketUrl'>; readonly http: HttpClient; readonly sql: SqlClient },
  { after, critical, expectError, kinds, filter }: FollowOptions,
): Promise<Screen> {
  const variables = {
    after: after === undefined || after === 'start' ? await logPosition(site, after === 'start') : after,
    ...(filter === undefined ? {} : { filter }),
  };
  const { websocketUrl } = site.server;
  const screen = critical
    ? await subscribe(websocketUrl, CriticalAlerts, variables)
    : await subscribe(websocketUrl, RecommendationEvents, { ...variables, ...(kinds === undefined ? {} : { kinds }) });
  if (expectError) await until('the subscription is refused', () => screen.errors.length > 0);
  return screen;
}

/** A cursor after everything committed so far, or before everything kept. */
export async function logPosition(
  site: { readonly http: HttpClient; readonly sql: SqlClient },
  fromStart: boolean,
): Promise<string> {
  const committed = await site.sql.number('SELECT number FROM andon.event_head');
  return until('the server has seen the log’s head', async () => {
    const { pipelineHealth } = await site.http.request(PipelineHealthQuery, {});
    const { head, headCursor, oldestCursor } = pipelineHealth.feed;
    return head >= committed && (fromStart ? oldestCursor : headCursor);
  });
}
