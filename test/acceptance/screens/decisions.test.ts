import { describe, expect, it } from 'vitest';
import { followRecommendations } from '../../support/clients/clients-events.ts';
import { httpClient } from '../../support/clients/clients-http.ts';
import { insertRecommendation, listen } from '../../support/clients/clients-sql.ts';
import {
  ApproveRecommendation,
  CompleteRecommendation,
  DeferRecommendation,
  RecommendationDetails,
  RejectRecommendation,
} from '../../support/clients/operations.ts';
import { useSite } from '../../support/server/server-fixture.ts';

describe('An operator decides once, and every screen sees it', () => {
  const site = useSite();
  const as = (operatorId: string) => httpClient(site.server.graphqlUrl, { operatorId });
  const inMs = (fromNowMs: number) => new Date(Date.now() + fromNowMs).toISOString();

  it('when two operators approve at once, one wins, the other learns the winner’s name, and all screens see one change', async () => {
    const rounds = 20;
    const screens = await Promise.all([1, 2, 3].map(() => followRecommendations(site, { kinds: ['STATUS_CHANGED'] })));
    const decided: { id: string; winner: string }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const id = await insertRecommendation(site.sql, `RACE-${round}`);
      const answers = await Promise.all(
        ['anna', 'ben'].map(async (operator) => ({
          operator,
          answer: await as(operator).execute(ApproveRecommendation, { id, notes: `by ${operator}` }),
        })),
      );
      const winners = answers.filter(({ answer }) => answer.errors === undefined);
      const losers = answers.filter(({ answer }) => answer.errors !== undefined);
      expect(winners).toHaveLength(1);
      const winner = winners[0]?.operator ?? '';
      const error = losers[0]?.answer.errors?.[0];
      expect(error?.extensions).toMatchObject({ code: 'CONFLICT', status: 'APPROVED', decidedBy: winner });
      expect(error?.message).toContain(winner);
      decided.push({ id, winner });
    }
    for (const screen of screens) {
      await screen.count(rounds);
      const last = await insertRecommendation(site.sql, `AFTER-THE-RACE-${screens.indexOf(screen)}`);
      await as('carla').request(ApproveRecommendation, { id: last });
      await screen.event('the change after the race', (event) => event.recommendationEvents.recommendation.id === last);
      const seen = screen.events.slice(0, rounds).map(({ recommendationEvents: event }) => ({
        id: event.recommendation.id,
        winner: event.operatorId,
      }));
      expect(seen).toEqual(decided);
      const ofTheRace = screen.events.filter((event) =>
        decided.some(({ id }) => id === event.recommendationEvents.recommendation.id),
      );
      expect(ofTheRace).toHaveLength(rounds);
    }
    await Promise.all(screens.map((screen) => screen.close()));
  });

  it('approve, then complete: EXECUTED, with the whole history', async () => {
    const id = await insertRecommendation(site.sql, 'PRESS-1');
    const approved = await as('anna').request(ApproveRecommendation, { id, notes: 'go', expectedVersion: 1 });
    expect(approved.approveRecommendation).toMatchObject({
      status: 'APPROVED',
      operatorId: 'anna',
      operatorNotes: 'go',
      version: 2,
    });
    const done = await as('ben').request(CompleteRecommendation, { id, outcome: 'bearing changed', resolved: true });
    expect(done.completeRecommendation).toMatchObject({ status: 'EXECUTED', version: 3 });
    const { recommendation } = await site.http.request(RecommendationDetails, { id });
    expect(
      recommendation?.history.map(({ oldStatus, newStatus, operatorId }) => ({ oldStatus, newStatus, operatorId })),
    ).toEqual([
      { oldStatus: null, newStatus: 'PENDING', operatorId: null },
      { oldStatus: 'PENDING', newStatus: 'APPROVED', operatorId: 'anna' },
      { oldStatus: 'APPROVED', newStatus: 'EXECUTED', operatorId: 'ben' },
    ]);
  });

  it('nothing leaves REJECTED or EXECUTED, and only what is approved can be completed', async () => {
    const rejected = await insertRecommendation(site.sql, 'PRESS-2');
    const { rejectRecommendation } = await as('anna').request(RejectRecommendation, {
      id: rejected,
      reason: 'false alarm',
    });
    expect(rejectRecommendation).toMatchObject({
      status: 'REJECTED',
      rejectionReason: 'false alarm',
      operatorId: 'anna',
    });
    const executed = await insertRecommendation(site.sql, 'PRESS-3');
    const early = await as('anna').failure(CompleteRecommendation, { id: executed, outcome: 'done', resolved: true });
    expect(early.code).toBe('CONFLICT');
    await as('anna').request(ApproveRecommendation, { id: executed });
    await as('anna').request(CompleteRecommendation, { id: executed, outcome: 'done', resolved: false });
    for (const id of [rejected, executed]) {
      const failures = await Promise.all([
        as('ben').failure(ApproveRecommendation, { id }),
        as('ben').failure(RejectRecommendation, { id, reason: 'no' }),
        as('ben').failure(DeferRecommendation, { id, until: inMs(60_000) }),
        as('ben').failure(CompleteRecommendation, { id, outcome: 'again', resolved: true }),
      ]);
      expect(failures.map(({ code }) => code)).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT', 'CONFLICT']);
    }
  });

  it('a decision on another version than the one seen is a CONFLICT that tells the version', async () => {
    const id = await insertRecommendation(site.sql, 'PRESS-4');
    await as('anna').request(DeferRecommendation, { id, until: inMs(3_600_000) });
    const stale = await as('ben').failure(ApproveRecommendation, { id, expectedVersion: 1 });
    expect(stale).toMatchObject({ code: 'CONFLICT', extensions: { version: 2 } });
    const { approveRecommendation } = await as('ben').request(ApproveRecommendation, { id, expectedVersion: 2 });
    expect(approveRecommendation).toMatchObject({ status: 'APPROVED', operatorId: 'ben' });
  });

  it('a deferred recommendation becomes PENDING again when it is due, on every screen', async () => {
    const id = await insertRecommendation(site.sql, 'PRESS-5');
    const screen = await followRecommendations(site, { filter: { equipmentIds: ['PRESS-5'] } });
    const until = inMs(1_500);
    const { deferRecommendation } = await as('anna').request(DeferRecommendation, {
      id,
      until,
      notes: 'after the shift',
    });
    expect(deferRecommendation).toMatchObject({ status: 'DEFERRED', operatorId: 'anna', deferUntil: until });
    const back = await screen.event(
      'it is pending again',
      (event) => event.recommendationEvents.newStatus === 'PENDING',
    );
    expect(back.recommendationEvents).toMatchObject({ kind: 'STATUS_CHANGED', oldStatus: 'DEFERRED' });
    expect(Date.parse(back.recommendationEvents.occurredAt)).toBeGreaterThanOrEqual(Date.parse(until));
    await screen.close();
  });

  it('a status changed by SQL reaches screens, plain listeners and the history like any other', async () => {
    const id = await insertRecommendation(site.sql, 'PRESS-6');
    const screen = await followRecommendations(site, { filter: { equipmentIds: ['PRESS-6'] } });
    const listener = await listen(site.databaseUrl, ['recommendation_status_changed']);
    await site.sql.rows(
      `UPDATE agentic_hmi.agent_recommendations SET status = 'approved', operator_id = 'jdbc', operator_notes = 'from Ignition'
       WHERE recommendation_id = $1`,
      [id],
    );
    const { recommendationEvents: event } = await screen.event('the change', () => true);
    expect(event).toMatchObject({
      kind: 'STATUS_CHANGED',
      oldStatus: 'PENDING',
      newStatus: 'APPROVED',
      operatorId: 'jdbc',
    });
    const { payload } = await listener.notification('the change', (one) => one.payload['recommendation_id'] === id);
    expect(payload).toMatchObject({
      equipment_id: 'PRESS-6',
      old_status: 'pending',
      new_status: 'approved',
      operator_id: 'jdbc',
      operator_notes: 'from Ignition',
      timestamp: expect.stringMatching(/\d{4}-\d\d-\d\d/),
    });
    const { recommendation } = await site.http.request(RecommendationDetails, { id });
    expect(recommendation?.history.at(-1)).toMatchObject({ newStatus: 'APPROVED', operatorId: 'jdbc' });
    const late = await as('anna').failure(RejectRecommendation, { id, reason: 'too late' });
    expect(late).toMatchObject({ code: 'CONFLICT', extensions: { decidedBy: 'jdbc' } });
    await Promise.all([screen.close(), listener.close()]);
  });

  it('a recommendation inserted by another program reaches screens, in capitals too', async () => {
    const screen = await followRecommendations(site, { filter: { equipmentIds: ['PRESS-7'] } });
    await insertRecommendation(site.sql, 'PRESS-7', { severity: 'CRITICAL' });
    const { recommendationEvents: event } = await screen.event('the insert', () => true);
    expect(event).toMatchObject({ kind: 'CREATED', recommendation: { severity: 'CRITICAL', status: 'PENDING' } });
    await screen.close();
  });

  it('wrong arguments are named: unknown id, empty reason, a time that has passed', async () => {
    const id = await insertRecommendation(site.sql, 'PRESS-8');
    const failures = await Promise.all([
      as('anna').failure(ApproveRecommendation, { id: 'no-such-id' }),
      as('anna').failure(RejectRecommendation, { id, reason: '  ' }),
      as('anna').failure(DeferRecommendation, { id, until: inMs(-1_000) }),
      as('anna').failure(ApproveRecommendation, { id, notes: 'a\u0000b' }),
      as('anna').failure(ApproveRecommendation, { id, notes: 'x'.repeat(5_000) }),
    ]);
    expect(failures.map(({ code }) => code)).toEqual([
      'NOT_FOUND',
      'BAD_USER_INPUT',
      'BAD_USER_INPUT',
      'BAD_USER_INPUT',
      'BAD_USER_INPUT',
    ]);
  });
});
