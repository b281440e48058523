import { once } from 'node:events';
import { request } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { createAndonClient } from '../../../clients/typescript/src/index.ts';
import type { Caller } from '../../support/clients/caller.ts';
import { logPosition } from '../../support/clients/clients-events.ts';
import { httpClient } from '../../support/clients/clients-http.ts';
import { subscribeBySse } from '../../support/clients/clients-sse.ts';
import { subscribe } from '../../support/clients/clients-websocket.ts';
import {
  ApproveRecommendation,
  CallerQuery,
  IngestReadings,
  IngestSeries,
  RecommendationDetails,
  RecommendationsQuery,
  RegisterEquipment,
  ReplayQuarantine,
  SitesOfEvents,
  SitesOfStatus,
  SitesSeen,
  WhatIsSeen,
} from '../../support/clients/operations.ts';
import { reading } from '../../support/readings/readings.ts';
import { type Key, type KeyGrant, knownKey, revokeKeys } from '../../support/server/keys.ts';
import { runAndon } from '../../support/server/server.ts';
import { useSite } from '../../support/server/server-fixture.ts';
import { until } from '../../support/until.ts';

describe('With ANDON_AUTH=keys', () => {
  // Of an address that others reach: without keys it would not be served.
  const site = useSite({ ANDON_AUTH: 'keys', HOST: '0.0.0.0' });
  const as = (caller: Caller | Key) => httpClient(site.server.graphqlUrl, 'token' in caller ? { key: caller } : caller);
  const known = (grant?: KeyGrant) => knownKey(site, grant);
  const andon = async (...args: string[]) => {
    const command = runAndon(args, { DATABASE_URL: site.databaseUrl, LOG_LEVEL: 'warn' });
    const { code } = await command.ended();
    return { code, stdout: command.stdout().trim(), output: command.output() };
  };
  let made = 0;
  const raiseAt = async (siteId: string, severity = 'high') => {
    made += 1;
    const [row] = await site.sql.rows<{ recommendation_id: string }>(
      `INSERT INTO agentic_hmi.agent_recommendations (site_id, equipment_id, issue_type, severity)
       VALUES ($1, $2, 'inspection', $3) RETURNING recommendation_id`,
      [siteId, `RAISED-${made}`, severity],
    );
    return row?.recommendation_id ?? 'nothing was raised';
  };

  describe('nobody gets in without a good key', () => {
    const body = JSON.stringify({ query: '{ caller { operatorId } }' });
    const json = { 'content-type': 'application/json' };
    const events = new URLSearchParams({ query: 'subscription { recommendationEvents { number } }' });

    it.each<[string, string, RequestInit]>([
      ['a query', '/graphql', { method: 'POST', headers: json, body }],
      ['a query by GET', `/graphql?${new URLSearchParams({ query: '{ __typename }' })}`, {}],
      ['a stream of events', `/graphql?${events}`, { headers: { accept: 'text/event-stream' } }],
      ['the export', '/export/performance.csv?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z', {}],
      ['the figures', '/metrics', {}],
    ])('%s is refused with 401 and the way in', async (_, path, init) => {
      for (const authorization of [undefined, 'Basic bWFyaWE6eA==', `Bearer andon_0123456789ab_${'x'.repeat(43)}`]) {
        const headers = { ...init.headers, ...(authorization === undefined ? {} : { authorization }) };
        const response = await fetch(`${site.server.url}${path}`, { ...init, headers });
        expect(response.status).toBe(401);
        expect(response.headers.get('www-authenticate')).toBe('Bearer');
        expect(await response.json()).toEqual({
          errors: [{ message: expect.stringMatching(/key|Bearer/), extensions: { code: 'UNAUTHENTICATED' } }],
        });
      }
    });

    it('a large body is refused before it has come', async () => {
      const sent = request(`${site.server.url}/graphql`, {
        method: 'POST',
        headers: { ...json, 'content-length': 19_000_000 },
      });
      sent.on('error', () => undefined);
      sent.write('{');
      const [response] = await once(sent, 'response');
      expect(response.statusCode).toBe(401);
      sent.destroy();
    });

    it.each<[string, object, object]>([
      ['no key', {}, {}],
      ['an unknown one', { authorization: `Bearer andon_0123456789ab_${'x'.repeat(43)}` }, {}],
      ['one of another kind', { authorization: 'Basic bWFyaWE6eA==' }, {}],
      ['a bad one in its headers', {}, { authorization: 'Bearer nonsense' }],
    ])('a WebSocket with %s is closed with 4403 and the reason', async (_, payload, headers) => {
      const socket = new WebSocket(site.server.websocketUrl, 'graphql-transport-ws', { headers: { ...headers } });
      await once(socket, 'open');
      socket.send(JSON.stringify({ type: 'connection_init', payload }));
      const [code, reason] = await once(socket, 'close');
      expect(code).toBe(4403);
      expect(String(reason)).toMatch(/key|Bearer/);
    });

    it('refused callers are counted in the metrics and named in the log', async () => {
      const { token } = await known();
      const response = await fetch(`${site.server.url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
      const refused = /^andon_access_refusals_total\{code="UNAUTHENTICATED"\} (\d+)$/m.exec(await response.text())?.[1];
      expect(Number(refused)).toBeGreaterThanOrEqual(19);
      expect(site.server.output().split('No key of this server has this secret').length - 1).toBe(1);
    });

    it('pages that show no data, and what a supervisor asks, are open', async () => {
      for (const path of ['/healthz', '/readyz', '/', '/graphql']) {
        const response = await fetch(`${site.server.url}${path}`, { headers: { accept: 'text/html' } });
        expect([path, response.status]).toEqual([path, 200]);
      }
      // An operation does not get through with the page.
      const url = `${site.server.url}/graphql?${new URLSearchParams({ query: '{ caller { operatorId } }' })}`;
      const response = await fetch(url, { headers: { accept: 'application/json, text/html;q=0.1' } });
      expect(await response.text()).not.toContain('"operatorId":');
    });
  });

  describe('a key', () => {
    it('is made, told, listed and taken back by the command line, and holds at once', async () => {
      const created = await andon(
        'keys',
        'create',
        'Žofie',
        '--scopes',
        'read,decide',
        '--sites',
        'north,south',
        '--expires',
        '90d',
      );
      expect(created.stdout).toMatch(/^andon_[0-9a-f]{12}_[\w-]{43}$/);
      const [, id = ''] = created.stdout.split('_');
      const holder = as({ key: { token: created.stdout } });
      const { caller } = await until('the key is known', async () => (await holder.execute(CallerQuery, {})).data);
      expect(caller).toMatchObject({
        operatorId: 'Žofie',
        keyId: id,
        scopes: ['READ', 'DECIDE'],
        siteIds: ['north', 'south'],
      });
      const days = (Date.parse(String(caller.expiresAt)) - Date.now()) / 86_400_000;
      expect(days).toBeGreaterThan(89.9);
      expect(days).toBeLessThanOrEqual(90);
      expect((await andon('keys', 'list')).stdout).toMatch(
        new RegExp(`^${id} +Žofie +read,decide +north,south +\\S+ +\\S+ +good$`, 'm'),
      );
      expect(await andon('keys', 'revoke', id, 'ffffffffffff')).toMatchObject({
        code: 1,
        stdout: `revoked ${id} of Žofie`,
        output: expect.stringContaining('there is no key ffffffffffff'),
      });
      const { message } = await until(
        'the key is refused',
        async () => (await holder.execute(CallerQuery, {})).errors?.[0],
      );
      expect(message).toMatch(/^The key "Žofie" was revoked at /);
      // Nothing from which the key could be made again.
      const stored = JSON.stringify(await site.sql.rows('SELECT * FROM andon.api_key WHERE key_id = $1', [id]));
      expect(stored).not.toContain(created.stdout.slice(19));
    });

    it('opens only what its scopes say', async () => {
      const id = await raiseAt('default');
      const readings = [reading('SCOPE-1', 'flow', 1)];
      const [reader, decider, source, engineer] = await Promise.all([
        known({ scopes: ['read'] }),
        known({ scopes: ['decide'] }),
        known({ scopes: ['ingest'] }),
        known({ scopes: ['configure'] }),
      ]);
      const equipment = [{ id: 'SCOPE-2' }];
      const range = { from: new Date(0).toISOString(), to: new Date().toISOString() };
      for (const holder of [decider, source, engineer]) {
        expect(await as(holder).failure(RecommendationsQuery, {})).toMatchObject({ code: 'FORBIDDEN' });
        const figures = await fetch(`${site.server.url}/metrics`, {
          headers: { authorization: `Bearer ${holder.token}` },
        });
        expect(figures.status).toBe(403);
        const stream = await subscribeBySse(site.server.graphqlUrl, SitesOfEvents, {}, { key: holder });
        await until('the stream is refused', stream.ended);
        expect(stream.answers[0]?.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
        const screen = await subscribe(site.server.websocketUrl, SitesOfEvents, {}, { key: holder });
        await until('the screen is refused', () => screen.errors.length > 0);
        expect(screen.errors[0]?.extensions?.code).toBe('FORBIDDEN');
        await screen.close();
      }
      for (const holder of [reader, source, engineer]) {
        expect(await as(holder).failure(ApproveRecommendation, { id })).toMatchObject({
          code: 'FORBIDDEN',
          message: 'approveRecommendation needs the scope DECIDE, which you do not have.',
        });
      }
      for (const holder of [reader, decider, engineer]) {
        expect(await as(holder).failure(IngestReadings, { readings })).toMatchObject({ code: 'FORBIDDEN' });
        expect(await as(holder).failure(IngestSeries, { series: [] })).toMatchObject({ code: 'FORBIDDEN' });
      }
      for (const holder of [reader, decider, source]) {
        expect(await as(holder).failure(RegisterEquipment, { equipment })).toMatchObject({ code: 'FORBIDDEN' });
      }
      expect(await as(source).request(IngestReadings, { readings })).toMatchObject({
        ingestReadings: { accepted: 1 },
      });
      expect((await as(engineer).request(RegisterEquipment, { equipment })).registerEquipment).toHaveLength(1);
      expect((await as(reader).request(WhatIsSeen, range)).recommendations.edges.length).toBeGreaterThan(0);
      expect(await as(decider).request(ApproveRecommendation, { id })).toMatchObject({
        approveRecommendation: { status: 'APPROVED', operatorId: 'maria' },
      });
    });

    it('speaks for its own name only, unless it may act as others', async () => {
      const [own, gateway] = await Promise.all([
        known({ name: 'tom', scopes: ['read', 'decide'] }),
        known({ name: 'HMI gateway', scopes: ['read', 'decide', 'act_as'] }),
      ]);
      const [first, second] = [await raiseAt('default'), await raiseAt('default')];
      expect(await as({ key: own, operatorId: 'maria' }).failure(ApproveRecommendation, { id: first })).toMatchObject({
        code: 'FORBIDDEN',
        message: expect.stringContaining('ACT_AS'),
      });
      expect(await as({ key: own, operatorId: 'tom' }).request(ApproveRecommendation, { id: first })).toMatchObject({
        approveRecommendation: { operatorId: 'tom' },
      });
      expect(
        await as({ key: gateway, operatorId: 'maria' }).request(ApproveRecommendation, { id: second }),
      ).toMatchObject({ approveRecommendation: { operatorId: 'maria' } });
      await expect(
        subscribe(site.server.websocketUrl, SitesOfEvents, {}, { key: own, operatorId: 'maria' }),
      ).rejects.toMatchObject({ code: 4403 });
    });
  });

  describe('a key that is bound to sites', () => {
    const nowMs = Date.now();
    const range = { from: new Date(nowMs - 3_600_000).toISOString(), to: new Date(nowMs + 60_000).toISOString() };

    it('FEED-17: a key that is bound to sites sees, decides and writes there and nowhere else', async () => {
      const everywhere = await known({ scopes: ['read', 'ingest'] });
      const pump = (siteId: string, value: unknown) => reading('PUMP', 'temperature', value, nowMs, { siteId });
      const { ingestReadings } = await as(everywhere).request(IngestReadings, {
        readings: ['north', 'south'].flatMap((siteId) => [
          pump(siteId, 95),
          { ...pump(siteId, { not: 'a value' }), sensorType: 'odd' },
        ]),
      });
      expect(ingestReadings).toMatchObject({ accepted: 2, rejected: [{}, {}] });
      const [northId, southId] = [await raiseAt('north'), await raiseAt('south')];
      const north = await known({ siteIds: ['north'], scopes: ['read', 'decide', 'ingest', 'configure'] });
      const holder = as(north);

      const seen = await until('the pipeline has found both pumps too hot', async () => {
        const all = await as(everywhere).request(WhatIsSeen, range);
        if (all.anomalies.edges.length < 2) return null;
        return { all, mine: await holder.request(WhatIsSeen, range) };
      });
      for (const [what, { all, mine }] of Object.entries({
        equipment: { all: seen.all.equipmentList.edges, mine: seen.mine.equipmentList.edges },
        status: { all: seen.all.currentStatus.edges, mine: seen.mine.currentStatus.edges },
        anomalies: { all: seen.all.anomalies.edges, mine: seen.mine.anomalies.edges },
        recommendations: { all: seen.all.recommendations.edges, mine: seen.mine.recommendations.edges },
        quarantine: { all: seen.all.quarantine.edges, mine: seen.mine.quarantine.edges },
        events: {
          all: seen.all.recommendationEventLog.events.map(({ recommendation }) => ({ node: recommendation })),
          mine: seen.mine.recommendationEventLog.events.map(({ recommendation }) => ({ node: recommendation })),
        },
      })) {
        const sites = (edges: typeof mine) => [...new Set(edges.map(({ node }) => node.siteId))];
        expect([what, sites(mine)]).toEqual([what, ['north']]);
        expect([what, sites(all).includes('south')]).toEqual([what, true]);
      }
      const mine = seen.mine.recommendations.edges.length;
      expect(seen.mine.alarmLoad.total).toBe(mine);
      expect(seen.mine.alarmLoad.bySeverity.reduce((sum, { count }) => sum + count, 0)).toBe(mine);
      expect(new Set(seen.mine.alarmLoad.mostFrequent.map(({ siteId }) => siteId))).toEqual(new Set(['north']));
      expect(seen.mine.recommendationEffectiveness.reduce((sum, { raised }) => sum + raised, 0)).toBe(mine);
      expect(seen.all.alarmLoad.total).toBeGreaterThan(mine);

      // What names no site is about the only one; another is refused by its name, or does not exist.
      const own = await holder.request(SitesSeen, range);
      expect(own.equipment).toEqual({ siteId: 'north' });
      expect(own.performance.edges).toEqual([{ node: { readingCount: 1 } }]);
      expect(own.series.timestamps).toHaveLength(1);
      const foreign = await holder.execute(SitesSeen, { ...range, siteId: 'south' });
      expect(foreign.errors?.map(({ extensions }) => extensions?.code)).toContain('FORBIDDEN');
      expect(await holder.failure(RecommendationsQuery, { filter: { siteIds: ['north', 'south'] } })).toMatchObject({
        code: 'FORBIDDEN',
        message: 'Your access does not reach the site "south".',
      });
      expect(await holder.request(RecommendationDetails, { id: southId })).toEqual({ recommendation: null });
      expect(await holder.request(RecommendationDetails, { id: northId })).toMatchObject({
        recommendation: { id: northId },
      });
      expect(await holder.failure(ApproveRecommendation, { id: southId })).toMatchObject({ code: 'NOT_FOUND' });
      await holder.request(ApproveRecommendation, { id: northId });
      expect(await holder.failure(RegisterEquipment, { equipment: [{ id: 'X', siteId: 'south' }] })).toMatchObject({
        code: 'FORBIDDEN',
      });
      const csv = (siteId: string) =>
        fetch(`${site.server.url}/export/performance.csv?${new URLSearchParams({ ...range, siteId })}`, {
          headers: { authorization: `Bearer ${north.token}` },
        });
      expect((await csv('south')).status).toBe(403);
      expect(await (await csv('north')).text()).toContain('north,PUMP,temperature');

      // The other site's quarantine is none of his either, and nothing is replayed into another site.
      const entries = await site.sql.rows<{ id: string; site_id: string }>(
        `SELECT quarantine_id::text AS id, site_id FROM andon.quarantine WHERE site_id IN ('north', 'south') ORDER BY site_id`,
      );
      const mended = (siteId: string) => ({ ...pump(siteId, 50), sensorType: 'odd' });
      const [ofNorth, ofSouth] = entries.map(({ id }) => id);
      const replay = (id: string | undefined, siteId: string) =>
        holder.request(ReplayQuarantine, { entries: [{ id: id ?? 'none', reading: mended(siteId) }] });
      expect((await replay(ofSouth, 'north')).replayQuarantine.rejected).toEqual([
        { index: 0, code: 'NOT_IN_QUARANTINE' },
      ]);
      expect((await replay(ofNorth, 'south')).replayQuarantine.rejected).toEqual([
        { index: 0, code: 'SITE_FORBIDDEN' },
      ]);
      expect((await replay(ofNorth, 'north')).replayQuarantine).toEqual({ accepted: 1, rejected: [] });

      const written = await holder.request(IngestReadings, {
        readings: [
          reading('PUMP', 'flow', 1, nowMs),
          pump('south', 96),
          reading('PUMP', 'flow', 2, nowMs + 1, { siteId: 'north' }),
        ],
      });
      expect(written.ingestReadings).toEqual({
        accepted: 2,
        duplicates: 0,
        rejected: [{ index: 1, code: 'SITE_FORBIDDEN', message: expect.stringContaining('"south"') }],
      });
      const places = await site.sql.rows(
        `SELECT DISTINCT site_id FROM andon.sensor WHERE equipment_id = 'PUMP' AND sensor_type = 'flow'`,
      );
      expect(places).toEqual([{ site_id: 'north' }]);
      // Kept as it came, but not among what those of the other site have to look through.
      const kept = await site.sql.rows(
        `SELECT site_id, original::jsonb ->> 'siteId' AS said FROM andon.quarantine WHERE code = 'SITE_FORBIDDEN'`,
      );
      expect(kept).toEqual([{ site_id: null, said: 'south' }]);
    });

    it('FEED-17: screens of the same sites share one execution, whatever their keys; events of others never reach them', async () => {
      const grants: KeyGrant[] = [
        { siteIds: ['north'] },
        { siteIds: ['north'], name: 'tom' },
        { siteIds: ['south'] },
        {},
      ];
      const keys = await Promise.all(grants.map((grant) => known(grant)));
      const screens = await Promise.all(
        keys.map((each) => subscribe(site.server.websocketUrl, SitesOfEvents, {}, { key: each })),
      );
      const streams = await Promise.all(
        keys.map((each) => subscribeBySse(site.server.graphqlUrl, SitesOfEvents, {}, { key: each })),
      );
      const all = keys[3];
      const executions = async () => {
        const response = await fetch(`${site.server.url}/metrics`, {
          headers: { authorization: `Bearer ${all?.token}` },
        });
        return Number(/^andon_fan_out_executions_total (\d+)/m.exec(await response.text())?.[1]);
      };
      await until('all are subscribed', async () => {
        const response = await fetch(`${site.server.url}/metrics`, {
          headers: { authorization: `Bearer ${all?.token}` },
        });
        return (await response.text()).includes('andon_feed_subscribers 8');
      });
      const before = await executions();
      const raised = [await raiseAt('north'), await raiseAt('south', 'critical'), await raiseAt('north')];
      const [one, other, three] = raised;
      const expected = [[one, three], [one, three], [other], raised];
      for (const [index, wanted] of expected.entries()) {
        const onSocket = () => screens[index]?.events.map(({ recommendationEvents: event }) => event.recommendation.id);
        const onStream = () =>
          streams[index]?.answers.flatMap(({ data }) => data?.recommendationEvents.recommendation.id ?? []);
        await until(
          `subscriber ${index} has its events`,
          () => onSocket()?.length === wanted.length && onStream()?.length === wanted.length,
          {
            state: () => [onSocket(), onStream()],
          },
        );
        expect(onSocket()).toEqual(wanted);
        expect(onStream()).toEqual(wanted);
      }
      // Three audiences: north twice over, south, everything.
      expect((await executions()) - before).toBe(2 + 1 + 3);
      await Promise.all([...screens, ...streams].map((open) => open.close()));
      await expect(
        subscribe(
          site.server.websocketUrl,
          SitesOfEvents,
          { filter: { siteIds: ['south'] } },
          { key: keys[0] ?? all ?? { token: '' } },
        ),
      ).resolves.toMatchObject({});
    });

    it('live values are those of its sites', async () => {
      const [north, all] = await Promise.all([known({ siteIds: ['north'] }), known({ scopes: ['read', 'ingest'] })]);
      const screen = await subscribe(site.server.websocketUrl, SitesOfStatus, {}, { key: north });
      await screen.count(1);
      const send = (siteId: string, value: number) =>
        as(all).request(IngestReadings, { readings: [reading('LIVE', 'flow', value, Date.now() + value, { siteId })] });
      await send('south', 1);
      await send('north', 2);
      await screen.event('the value of its own site', ({ equipmentStatus }) =>
        equipmentStatus.some(({ value }) => value === 2),
      );
      const sites = screen.events.flatMap(({ equipmentStatus }) => equipmentStatus.map(({ siteId }) => siteId));
      expect(new Set(sites)).toEqual(new Set(['north']));
      await screen.close();
      const foreign = await subscribe(site.server.websocketUrl, SitesOfStatus, { siteId: 'south' }, { key: north });
      await until('it is refused', () => foreign.errors.length > 0);
      expect(foreign.errors[0]?.extensions?.code).toBe('FORBIDDEN');
      await foreign.close();
    });
  });

  describe('what is open ends with the key, says why, and loses nothing', () => {
    const open = async (holder: Key, cursor?: string) => {
      // A subscription without a cursor begins some time after it is acknowledged.
      const after = cursor ?? (await logPosition({ http: as(holder), sql: site.sql }, false));
      const variables = { after };
      const screen = await subscribe(site.server.websocketUrl, SitesOfEvents, variables, { key: holder });
      const stream = await subscribeBySse(site.server.graphqlUrl, SitesOfEvents, variables, { key: holder });
      return { screen, stream };
    };
    const lastWord = ({ stream }: Awaited<ReturnType<typeof open>>) => stream.answers.at(-1)?.errors?.[0];

    it.each<[string, KeyGrant, (key: Key) => Promise<unknown>, RegExp]>([
      ['it is revoked', {}, (held) => revokeKeys(site.sql, held), /^The key "maria" was revoked at \S+Z\./],
      ['it expires', { expiresInMs: 3_000 }, async () => undefined, /^The key "maria" expired at \S+Z\./],
      [
        'its rights change',
        {},
        (held) => site.sql.rows(`UPDATE andon.api_key SET site_ids = '{north}' WHERE key_id = $1`, [held.id]),
        /^The rights of the key "maria" have changed\./,
      ],
      [
        'it is removed',
        {},
        (held) => site.sql.rows('DELETE FROM andon.api_key WHERE key_id = $1', [held.id]),
        /^The key "maria" was removed\./,
      ],
    ])('FEED-26: a screen and a stream end with the reason and miss nothing when %s', async (_, grant, end, reason) => {
      const [held, other] = [await known(grant), await known({ name: 'tom' })];
      const opened = await open(held);
      const untouched = await open(other);
      await raiseAt('default');
      const [event] = await opened.screen.count(1);
      await opened.stream.count(1);
      await end(held);
      await until('both are ended', () => opened.screen.closeCode() !== undefined && opened.stream.ended(), {
        state: () => [opened.screen.closeCode(), opened.stream.answers.at(-1)],
      });
      expect(opened.screen.closeCode()).toBe(4403);
      expect(opened.screen.closeReason()).toMatch(reason);
      expect(lastWord(opened)).toMatchObject({
        message: expect.stringMatching(reason),
        extensions: { code: 'UNAUTHENTICATED' },
      });
      expect(opened.screen.errors).toEqual([]);

      // With a fresh key and the last cursor everything that happened meanwhile comes, and nothing twice.
      const missed = [await raiseAt('default'), await raiseAt('default')];
      const cursor = event?.recommendationEvents.cursor ?? 'no event came';
      const again = await open(await known(), cursor);
      const live = await raiseAt('default');
      await again.screen.count(3);
      await again.stream.count(3);
      const wanted = [...missed, live];
      expect(again.screen.events.map((each) => each.recommendationEvents.recommendation.id)).toEqual(wanted);
      expect(again.stream.answers.map(({ data }) => data?.recommendationEvents.recommendation.id)).toEqual(wanted);

      // Nobody else has noticed.
      await untouched.screen.count(4);
      await untouched.stream.count(4);
      expect(untouched.screen.closeCode()).toBeUndefined();
      await Promise.all([again, untouched, opened].flatMap(({ screen, stream }) => [screen.close(), stream.close()]));
    });

    it('the TypeScript client says why it is offline, asks for a fresh key, and shows no gap', async () => {
      const held = await known({ name: 'screen', scopes: ['read', 'decide'] });
      let current = held;
      const client = createAndonClient({
        url: site.server.graphqlUrl,
        webSocket: WebSocket,
        token: async () => current.token,
      });
      onTestFinished(() => client.close());
      const feed = client.subscribeRecommendationEvents();
      const ids: string[] = [];
      const reasons: (string | null)[] = [];
      feed.state.observe(({ reason }) => reasons.push(reason));
      void feed.each((message) => {
        if (message.type === 'event') ids.push(message.event.recommendation.recommendationId);
      });
      const isLive = () => feed.state.current.status === 'live';
      await until('it is live', isLive);
      const wanted = [await raiseAt('default')];
      await until('it has the first', () => ids.length === 1);
      await revokeKeys(site.sql, held);
      await until('it is told why', () =>
        reasons.some((reason) => reason?.includes('The key "screen" was revoked at')),
      );
      await expect(client.query('{ caller { keyId } }')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
      wanted.push(await raiseAt('default'), await raiseAt('default'));
      current = await known({ name: 'fresh' });
      client.retryNow();
      await until('it is live again', isLive);
      wanted.push(await raiseAt('default'));
      await until('it has all', () => ids.length >= wanted.length, { state: () => ids });
      expect(ids).toEqual(wanted);
      expect(await client.query('{ caller { keyId } }')).toEqual({ caller: { keyId: current.id } });
      await expect(
        client.mutate('mutation ($id: ID!) { approveRecommendation(id: $id) { status } }', { id: wanted[0] }),
      ).rejects.toMatchObject({ code: 'FORBIDDEN' });
    });

    it('a revoked key ends what is open even if the signal of its revocation is lost', async () => {
      const held = await known();
      const { screen, stream } = await open(held);
      await site.sql.rows('ALTER TABLE andon.api_key DISABLE TRIGGER api_key_changed');
      await revokeKeys(site.sql, held);
      // What the trigger does, but for the signal.
      await site.sql.rows('UPDATE andon.api_key_head SET version = version + 1');
      await site.sql.rows('ALTER TABLE andon.api_key ENABLE TRIGGER api_key_changed');
      await until('both are ended', () => screen.closeCode() === 4403 && stream.ended());
      await Promise.all([screen.close(), stream.close()]);
    });
  });
});
