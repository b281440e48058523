import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { logPosition } from '../../support/clients/clients-events.ts';
import { httpClient } from '../../support/clients/clients-http.ts';
import { type SqlClient, sqlClient } from '../../support/clients/clients-sql.ts';
import { subscribe } from '../../support/clients/clients-websocket.ts';
import {
  ApproveRecommendation,
  CallerQuery,
  HistoryQuery,
  IngestReadings,
  SitesOfEvents,
} from '../../support/clients/operations.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { reading } from '../../support/readings/readings.ts';
import { type IdentityProvider, startIdentityProvider } from '../../support/server/identity-provider.ts';
import { createKey } from '../../support/server/keys.ts';
import { type ServerProcess, startServer } from '../../support/server/server.ts';
import { showOutputOnFailure } from '../../support/server/server-fixture.ts';
import { until } from '../../support/until.ts';

describe('With ANDON_AUTH=keys,tokens', () => {
  let provider: IdentityProvider;
  let database: TestDatabase;
  let server: ServerProcess;
  let sql: SqlClient;
  beforeAll(async () => {
    provider = await startIdentityProvider();
    provider.beAway(true);
    database = await createTestDatabase();
    sql = sqlClient(database.url);
    // A provider that is away does not keep the server from starting.
    server = await startServer({
      databaseUrl: database.url,
      env: {
        ANDON_AUTH: 'keys,tokens',
        ANDON_TOKEN_ISSUER: provider.issuer,
        ANDON_TOKEN_AUDIENCE: provider.audience,
        ANDON_TOKEN_JWKS_URL: provider.jwksUrl,
        ANDON_TOKEN_SITES_CLAIM: 'plants',
      },
    });
  }, 120_000);
  showOutputOnFailure(() => server);
  afterAll(async () => {
    await server.stop();
    await sql.close();
    await database.drop();
    await provider.close();
  }, 60_000);
  const as = (token: string) => httpClient(server.graphqlUrl, { key: { token } });
  const operator = (claims: Readonly<Record<string, unknown>> = {}) =>
    provider.token({ preferred_username: 'maria', scope: 'andon:read andon:decide', plants: ['north'], ...claims });

  it('while the provider’s keys cannot be had nobody is called an intruder: try again', async () => {
    const token = await operator();
    expect(await as(token).failure(CallerQuery, {})).toMatchObject({
      code: 'UNAVAILABLE',
      extensions: { retryAfterMs: expect.any(Number) },
    });
    const socket = new WebSocket(server.websocketUrl, 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
    const [code] = await once(socket, 'close');
    expect(code).toBe(1013);
    const key = await createKey(sql, { name: 'mine', scopes: ['ingest'] });
    await until('keys are taken all the same', async () => (await as(key.token).execute(CallerQuery, {})).data);
    provider.beAway(false);
  });

  it('a token says who somebody is, what he may do and where', async () => {
    const exp = Math.floor(Date.now() / 1_000) + 600;
    expect(await as(await operator({ exp })).request(CallerQuery, {})).toEqual({
      caller: {
        operatorId: 'maria',
        keyId: 'user-1',
        scopes: ['READ', 'DECIDE'],
        siteIds: ['north'],
        expiresAt: new Date(exp * 1_000).toISOString(),
      },
    });
    const readings = [reading('PUMP', 'flow', 1)];
    expect(await as(await operator()).failure(IngestReadings, { readings })).toMatchObject({ code: 'FORBIDDEN' });
    const forOthers = await operator({ aud: 'payroll' });
    expect(await as(forOthers).failure(CallerQuery, {})).toMatchObject({
      code: 'UNAUTHENTICATED',
      message: expect.stringContaining('aud'),
    });
    const ofLogin = await provider.token(
      { preferred_username: 'maria', scope: 'andon:read', plants: ['north'] },
      'id+jwt',
    );
    expect(await as(ofLogin).failure(CallerQuery, {})).toMatchObject({
      code: 'UNAUTHENTICATED',
      message: expect.stringContaining('an access token is wanted'),
    });
  });

  it('a screen ends with its token and goes on from its cursor with the next', async () => {
    const raise = (siteId: string, equipmentId: string) =>
      sql.rows(
        `INSERT INTO agentic_hmi.agent_recommendations (site_id, equipment_id, issue_type, severity) VALUES ($1, $2, 'inspection', 'high')`,
        [siteId, equipmentId],
      );
    const start = await logPosition({ http: as(await operator()), sql }, false);
    const exp = Math.floor(Date.now() / 1_000) + 3;
    const token = await operator({ exp });
    const first = await subscribe(server.websocketUrl, SitesOfEvents, { after: start }, { key: { token } });
    await raise('south', 'FIRST');
    await raise('north', 'FIRST');
    const [seen] = await first.count(1);
    await until('the screen is ended', first.closeCode);
    expect(Date.now()).toBeGreaterThanOrEqual(exp * 1_000);
    expect(first.closeCode()).toBe(4403);
    expect(first.closeReason()).toBe(`The token of "maria" expired at ${new Date(exp * 1_000).toISOString()}.`);
    await raise('north', 'MISSED');
    const after = seen?.recommendationEvents.cursor ?? 'no event came';
    const next = await subscribe(server.websocketUrl, SitesOfEvents, { after }, { key: { token: await operator() } });
    await raise('north', 'LIVE');
    const events = await next.count(2);
    expect(events.map(({ recommendationEvents }) => recommendationEvents.recommendation.siteId)).toEqual([
      'north',
      'north',
    ]);
    expect(events.map(({ recommendationEvents }) => recommendationEvents.number)).toEqual([3, 4]);
    await next.close();
    await first.close();
  });

  it('the audit names issuer and subject beside the operator who decides', async () => {
    const [raised] = await sql.rows<{ id: string }>(
      `INSERT INTO agentic_hmi.agent_recommendations (site_id, equipment_id, issue_type, severity)
       VALUES ('north', 'DECIDED', 'inspection', 'high') RETURNING recommendation_id AS id`,
    );
    const id = raised?.id ?? 'nothing was raised';
    const caller = as(await operator({ jti: 'token-7' }));
    await caller.request(ApproveRecommendation, { id });
    expect((await caller.request(HistoryQuery, { id })).recommendation?.history[1]).toMatchObject({
      operatorId: 'maria',
      credential: { keyId: null, issuer: provider.issuer, subject: 'user-1' },
    });
  });
});
