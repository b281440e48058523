import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDecisionService, type DecisionService } from '../../../src/services/decision-service.ts';
import { createQueries } from '../../../src/services/queries.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { storeRecommendation } from '../../support/database/stored-rows.ts';

let database: TestDatabase;
let decisions: DecisionService;
let equipmentNumber = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  decisions = createDecisionService(database.pool);
});
afterAll(() => database.drop());

/** Each on equipment of its own, so that none stands in another's way. */
function raise(): Promise<string> {
  equipmentNumber += 1;
  return storeRecommendation(database.pool, { equipmentId: `EQ-${equipmentNumber}` });
}
const tomorrow = () => new Date(Date.now() + 86_400_000);

describe('a decision', () => {
  it('approves a pending recommendation and says who, when and why', async () => {
    const id = await raise();
    const approved = await decisions.approve({ id, operatorId: 'maria', notes: 'part is here' });
    expect(approved).toMatchObject({
      id,
      status: 'approved',
      operatorId: 'maria',
      operatorNotes: 'part is here',
      version: 2,
    });
    expect(approved.approvedAt).toBeInstanceOf(Date);
  });

  it('goes from approved to executed with its outcome', async () => {
    const id = await raise();
    await decisions.approve({ id, operatorId: 'maria', notes: 'go' });
    const done = await decisions.complete({ id, operatorId: 'tom', outcome: 'bearing replaced', resolved: true });
    expect(done).toMatchObject({
      status: 'executed',
      outcome: 'bearing replaced',
      resolved: true,
      operatorNotes: null,
    });
    expect(done.executedAt).toBeInstanceOf(Date);
  });

  it('may approve or reject what was deferred, and then no longer has a time to return', async () => {
    const [first, second] = [await raise(), await raise()];
    await decisions.defer({ id: first, operatorId: 'maria', until: tomorrow() });
    await decisions.defer({ id: second, operatorId: 'maria', until: tomorrow() });
    expect(await decisions.approve({ id: first, operatorId: 'tom' })).toMatchObject({
      status: 'approved',
      deferUntil: null,
    });
    expect(await decisions.reject({ id: second, operatorId: 'tom', reason: 'sensor fault' })).toMatchObject({
      status: 'rejected',
      rejectionReason: 'sensor fault',
      deferUntil: null,
    });
  });

  it('leaves nothing that is rejected, executed or expired', async () => {
    const rejected = await raise();
    await decisions.reject({ id: rejected, operatorId: 'maria', reason: 'no' });
    const executed = await raise();
    await decisions.approve({ id: executed, operatorId: 'maria' });
    await decisions.complete({ id: executed, operatorId: 'maria', outcome: 'done', resolved: false });
    const expired = await raise();
    await database.pool.query(
      "UPDATE agentic_hmi.agent_recommendations SET status = 'expired' WHERE recommendation_id = $1",
      [expired],
    );
    for (const id of [rejected, executed, expired]) {
      const operator = { id, operatorId: 'tom' };
      await expect(decisions.approve(operator)).rejects.toMatchObject({ code: 'CONFLICT' });
      await expect(decisions.reject({ ...operator, reason: 'no' })).rejects.toMatchObject({ code: 'CONFLICT' });
      await expect(decisions.defer({ ...operator, until: tomorrow() })).rejects.toMatchObject({ code: 'CONFLICT' });
      await expect(decisions.complete({ ...operator, outcome: 'x', resolved: true })).rejects.toMatchObject({
        code: 'CONFLICT',
      });
    }
  });

  it('is refused as CONFLICT when the recommendation has another version than the operator saw', async () => {
    const id = await raise();
    await expect(decisions.approve({ id, operatorId: 'maria', expectedVersion: 7 })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('is at version 1, not 7'),
      details: { status: 'pending', version: 1, decidedBy: null, decidedAt: null },
    });
    await expect(decisions.approve({ id, operatorId: 'maria', expectedVersion: 1 })).resolves.toMatchObject({
      version: 2,
    });
  });

  it('is NOT_FOUND for an id that nothing has, also for one that no text can be', async () => {
    await expect(decisions.approve({ id: 'nothing', operatorId: 'maria' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(decisions.approve({ id: 'nul\0', operatorId: 'maria' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it.each([
    ['an empty reason', (id: string) => decisions.reject({ id, operatorId: 'maria', reason: ' ' })],
    [
      'a reason of 4,001 characters',
      (id: string) => decisions.reject({ id, operatorId: 'maria', reason: 'x'.repeat(4_001) }),
    ],
    ['notes with NUL', (id: string) => decisions.approve({ id, operatorId: 'maria', notes: 'a\0b' })],
    [
      'notes with half a surrogate pair',
      (id: string) => decisions.approve({ id, operatorId: 'maria', notes: '\ud800' }),
    ],
    ['a time to return that is past', (id: string) => decisions.defer({ id, operatorId: 'maria', until: new Date(0) })],
    [
      'a time to return that is none',
      (id: string) => decisions.defer({ id, operatorId: 'maria', until: new Date(Number.NaN) }),
    ],
    [
      'a time to return two years ahead',
      (id: string) => decisions.defer({ id, operatorId: 'maria', until: new Date(Date.now() + 2 * 366 * 86_400_000) }),
    ],
    ['an empty outcome', (id: string) => decisions.complete({ id, operatorId: 'maria', outcome: '', resolved: true })],
    ['an operator without name', (id: string) => decisions.approve({ id, operatorId: '' })],
    ['half a version', (id: string) => decisions.approve({ id, operatorId: 'maria', expectedVersion: 0.5 })],
  ])('refuses %s as BAD_USER_INPUT and leaves the recommendation pending', async (_, decide) => {
    const id = await raise();
    await expect(decide(id)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    const [recommendation] = await createQueries(database.pool).recommendations.byIds([id]);
    expect(recommendation).toMatchObject({ status: 'pending', version: 1 });
  });
});

describe('decisions at once', () => {
  it('let one win, and tell each of the others the name of the winner and when', async () => {
    const id = await raise();
    const operators = ['ada', 'ben', 'cyd', 'dan', 'eve'];
    const outcomes = await Promise.allSettled(operators.map((operatorId) => decisions.approve({ id, operatorId })));
    const winners = operators.filter((_, index) => outcomes[index]?.status === 'fulfilled');
    expect(winners).toHaveLength(1);
    const [winner = ''] = winners;
    for (const outcome of outcomes) {
      if (outcome.status === 'fulfilled') continue;
      expect(outcome.reason).toMatchObject({
        code: 'CONFLICT',
        message: expect.stringContaining(`approved by ${winner} at 20`),
        details: { status: 'approved', version: 2, decidedBy: winner, decidedAt: expect.stringMatching(/^20.*Z$/) },
      });
    }
    const [history] = await createQueries(database.pool).recommendations.historyByIds([id]);
    expect(history?.map((entry) => entry.newStatus)).toEqual(['pending', 'approved']);
  });

  it('name the database user when a program that says no operator was first', async () => {
    const id = await raise();
    await database.pool.query(
      "UPDATE agentic_hmi.agent_recommendations SET status = 'REJECTED' WHERE recommendation_id = $1",
      [id],
    );
    await expect(decisions.approve({ id, operatorId: 'maria' })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(/is rejected by database user \S+ at 20/),
    });
  });
});

describe('a deferred recommendation', () => {
  const makeDue = (id: string) =>
    database.pool.query(
      "UPDATE agentic_hmi.agent_recommendations SET defer_until = now() - interval '1 second' WHERE recommendation_id = $1",
      [id],
    );
  const statusOf = async (id: string) => (await createQueries(database.pool).recommendations.byIds([id]))[0]?.status;

  it('returns to the queue when it is due, decided by nobody, and not before', async () => {
    await database.pool.query("DELETE FROM agentic_hmi.agent_recommendations WHERE status = 'deferred'");
    const [due, notDue] = [await raise(), await raise()];
    const until = tomorrow();
    await decisions.defer({ id: due, operatorId: 'maria', until, notes: 'after the shift' });
    await decisions.defer({ id: notDue, operatorId: 'maria', until });
    await makeDue(due);
    expect(await decisions.releaseDue()).toEqual({ released: 1, nextDueAt: until });
    const [returned] = await createQueries(database.pool).recommendations.byIds([due]);
    expect(returned).toMatchObject({ status: 'pending', operatorId: null, operatorNotes: null, deferUntil: null });
    expect(await statusOf(notDue)).toBe('deferred');
    const [history] = await createQueries(database.pool).recommendations.historyByIds([due]);
    expect(history?.map(({ oldStatus, newStatus, operatorId }) => [oldStatus, newStatus, operatorId])).toEqual([
      [null, 'pending', null],
      ['pending', 'deferred', 'maria'],
      ['deferred', 'pending', null],
    ]);
  });

  it('waits while another one is pending for the same issue, and returns once that is decided', async () => {
    await database.pool.query("DELETE FROM agentic_hmi.agent_recommendations WHERE status = 'deferred'");
    const deferred = await storeRecommendation(database.pool, { equipmentId: 'SAME' });
    await decisions.defer({ id: deferred, operatorId: 'maria', until: tomorrow() });
    await makeDue(deferred);
    const other = await storeRecommendation(database.pool, { equipmentId: 'SAME' });
    const held = await decisions.releaseDue();
    expect(held.released).toBe(0);
    expect(held.nextDueAt?.getTime()).toBeGreaterThan(Date.now() + 30_000);
    expect(await statusOf(deferred)).toBe('deferred');
    await decisions.approve({ id: other, operatorId: 'maria' });
    expect(await decisions.releaseDue()).toEqual({ released: 1, nextDueAt: null });
    expect(await statusOf(deferred)).toBe('pending');
  });

  it('is released once however many servers look at once', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, raise));
    for (const id of ids) {
      await decisions.defer({ id, operatorId: 'maria', until: tomorrow() });
      await makeDue(id);
    }
    const rounds = await Promise.all([1, 2, 3, 4].map(() => decisions.releaseDue()));
    expect(rounds.reduce((sum, round) => sum + round.released, 0)).toBe(12);
    const histories = await createQueries(database.pool).recommendations.historyByIds(ids);
    expect(histories.map((history) => history.length)).toEqual(ids.map(() => 3));
  });

  it('lets one of two return when both are due for the same issue', async () => {
    const ids: string[] = [];
    for (let round = 0; round < 2; round += 1) {
      const id = await storeRecommendation(database.pool, { equipmentId: 'TWICE' });
      await decisions.defer({ id, operatorId: 'maria', until: tomorrow() });
      await makeDue(id);
      ids.push(id);
    }
    expect((await decisions.releaseDue()).released).toBe(1);
    expect((await Promise.all(ids.map(statusOf))).sort()).toEqual(['deferred', 'pending']);
  });
});
