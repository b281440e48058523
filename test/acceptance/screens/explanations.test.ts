import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { subscribeBySse } from '../../support/clients/clients-sse.ts';
import { subscribe } from '../../support/clients/clients-websocket.ts';
import {
  ExplainRecommendation,
  IngestReadings,
  ModelsHealth,
  RecommendationEvents,
} from '../../support/clients/operations.ts';
import { begin, says, silent, startModelServer, textChunk } from '../../support/models/model-server.ts';
import { reading } from '../../support/readings/readings.ts';
import { useSite } from '../../support/server/server-fixture.ts';
import { until } from '../../support/until.ts';

const models = await startModelServer();
afterAll(() => models.close());

describe('A recommendation explained to a screen', () => {
  const site = useSite({
    ANDON_EXPLAIN_URL: models.url,
    ANDON_EXPLAIN_MODEL: 'small',
    ANDON_EXPLAIN_TIMEOUT_S: '1',
    ANDON_EXPLAIN_PER_MINUTE: '100',
  });
  let id = '';

  /** Sends a reading that is far too high, and waits for its recommendation. */
  async function alarm(equipmentId: string): Promise<string> {
    const screen = await subscribe(site.server.websocketUrl, RecommendationEvents, {
      filter: { equipmentIds: [equipmentId] },
    });
    await site.http.request(IngestReadings, { readings: [reading(equipmentId, 'temperature', 250)] });
    const event = await screen.event('the alarm', () => true, 5_000);
    await screen.close();
    return event.recommendationEvents.recommendation.id;
  }
  beforeAll(async () => {
    id = await alarm('PUMP-1');
  });

  it('comes part by part over WebSocket and as server-sent events, each citation looked up, and then ends', async () => {
    models.behave(says('The temperature is far too high [F1], as is [Z9].'));
    const socket = await subscribe(site.server.websocketUrl, ExplainRecommendation, { id, question: 'Why?' });
    const stream = await subscribeBySse(site.server.graphqlUrl, ExplainRecommendation, { id });
    await until('both have ended', () => (socket.ended() && stream.ended()) || undefined);
    expect(socket.errors).toEqual([]);
    for (const parts of [socket.events, stream.answers.flatMap(({ data }) => data ?? [])]) {
      const told = parts.map(({ explainRecommendation }) => explainRecommendation);
      expect(told.map(({ text }) => text).join('')).toBe('The temperature is far too high [F1], as is [?].');
      expect(told.every(({ isByModel, model }) => isByModel && model === 'small')).toBe(true);
      expect(told.at(-1)).toMatchObject({ end: 'COMPLETE', explanation: { findings: [{ pieceId: 'F1' }] } });
      expect(told.flatMap(({ citations }) => citations)).toMatchObject([
        { __typename: 'ExplainedFinding', pieceId: 'F1', text: expect.stringContaining('250') },
      ]);
    }
    await Promise.all([socket.close(), stream.close()]);
  });

  it('is refused for one that there is not, and for a question that is too long', async () => {
    const refusals = await Promise.all(
      [{ id: 'nothing' }, { id, question: 'x'.repeat(501) }].map(async (variables) => {
        const refused = await subscribe(site.server.websocketUrl, ExplainRecommendation, variables);
        await until('it is refused', () => refused.ended() || undefined);
        await refused.close();
        return refused.errors.map(({ extensions }) => extensions?.code);
      }),
    );
    expect(refusals).toEqual([['NOT_FOUND'], ['BAD_USER_INPUT']]);
  });

  it('is given up at the endpoint when the screen leaves', async () => {
    models.behave((response) => {
      begin(response);
      response.write(textChunk('So far '));
    });
    const screen = await subscribe(site.server.websocketUrl, ExplainRecommendation, { id });
    await screen.count(1);
    await screen.close();
    await models.hungUp();
  });

  it('leaves alarms as they are while the endpoint says nothing, and health tells', async () => {
    models.behave(silent);
    const asked = models.requests.length;
    const waiting = await Promise.all(
      Array.from({ length: 4 }, () => subscribe(site.server.websocketUrl, ExplainRecommendation, { id })),
    );
    await until('the endpoint is asked', () => models.requests.length === asked + 4 || undefined);
    await alarm('PUMP-2');
    expect(waiting.every((screen) => !screen.ended())).toBe(true);
    await until('all have ended', () => waiting.every((screen) => screen.ended()) || undefined);
    for (const screen of waiting) {
      const [only, ...more] = screen.events.map(({ explainRecommendation }) => explainRecommendation);
      expect(more).toEqual([]);
      expect(only).toMatchObject({ end: 'TIMED_OUT', isByModel: false, text: expect.stringMatching(/^\[F1\] /) });
      await screen.close();
    }
    const { pipelineHealth } = await site.http.request(ModelsHealth, {});
    expect(pipelineHealth).toMatchObject({
      status: 'OK',
      models: [{ name: 'explain', isCircuitOpen: true, lastFailure: 'no whole answer within 1000 ms', failures: 4 }],
    });
    expect(pipelineHealth.warnings.join()).toContain('the outside model explain fails since');
    const metrics = await (await fetch(`${site.server.url}/metrics`)).text();
    expect(metrics).toContain('andon_model_circuit_open{model="explain"} 1');
    expect(metrics).toContain('andon_model_requests_total{model="explain",outcome="failed"} 4');
    const next = await subscribe(site.server.websocketUrl, ExplainRecommendation, { id });
    await until('it has ended', () => next.ended() || undefined);
    expect(next.events[0]?.explainRecommendation.end).toBe('CIRCUIT_OPEN');
    await next.close();
  });
});
