import { describe, expect, it } from 'vitest';
import type { Queryable } from '../../../../src/db/query/queryable.ts';
import { AndonError } from '../../../../src/errors.ts';
import { createLogger } from '../../../../src/log.ts';
import { AccessAudit, nobodyKnown } from '../../../../src/services/audit/access-audit.ts';

interface Written {
  readonly new_value: { readonly code: string; readonly reason: string | null; readonly times: number };
  readonly key_id: string | null;
  readonly object: { readonly operation: string } | null;
}

/** An audit over a stand-in for the database that keeps what is written, and fails while it is away. */
function auditWith() {
  const written: Written[][] = [];
  const database = { isAway: false, nowMs: 0 };
  const query = async (_text: string, [entries]: readonly [string]) => {
    if (database.isAway) throw new Error('away');
    written.push(JSON.parse(entries));
    return { rows: [] };
  };
  const audit = new AccessAudit({
    pool: { query } as { query: unknown } as Queryable,
    elapsedMs: () => database.nowMs,
    log: createLogger('silent'),
  });
  return { audit, written, database };
}
const forbidden = (reason: string) => new AndonError('FORBIDDEN', reason);

describe('The audit of refusals', () => {
  it('counts those that are alike and tells apart who, what and why', async () => {
    const { audit, written } = auditWith();
    const maria = { operatorId: 'maria', credential: { keyId: 'k1', issuer: null, subject: null } };
    for (let i = 0; i < 1_000; i += 1) audit.refused(new AndonError('UNAUTHENTICATED', 'No key.'), nobodyKnown, null);
    audit.refused(forbidden('no DECIDE'), maria, 'approveRecommendation');
    audit.refused(forbidden('no DECIDE'), maria, 'rejectRecommendation');
    audit.refused(new AndonError('NOT_FOUND', 'nothing there'), maria, 'recommendation');
    await audit.flush();
    expect(written).toHaveLength(1);
    expect(
      written[0]?.map(({ new_value, key_id, object }) => [new_value.code, new_value.times, key_id, object]),
    ).toEqual([
      ['UNAUTHENTICATED', 1_000, null, null],
      ['FORBIDDEN', 1, 'k1', { operation: 'approveRecommendation' }],
      ['FORBIDDEN', 1, 'k1', { operation: 'rejectRecommendation' }],
    ]);
  });

  it('counts together what would flood it, until the next minute', async () => {
    const { audit, written, database } = auditWith();
    for (let i = 0; i < 5_000; i += 1) audit.refused(forbidden(`site ${i}`), nobodyKnown, 'recommendations');
    await audit.flush();
    for (let i = 0; i < 5_000; i += 1) audit.refused(forbidden(`more ${i}`), nobodyKnown, 'recommendations');
    await audit.flush();
    expect(written.map((rows) => rows.length)).toEqual([21, 1]);
    expect(written.flat().reduce((sum, { new_value }) => sum + new_value.times, 0)).toBe(10_000);
    expect(written[1]?.[0]?.new_value).toEqual({ code: 'FORBIDDEN', reason: null, times: 5_000 });
    database.nowMs = 60_000;
    audit.refused(forbidden('a new one'), nobodyKnown, 'recommendations');
    await audit.flush();
    expect(written[2]?.[0]?.new_value.reason).toBe('a new one');
  });

  it('keeps what the database did not take, and writes it later', async () => {
    const { audit, written, database } = auditWith();
    database.isAway = true;
    for (let i = 0; i < 3; i += 1) {
      audit.refused(forbidden('x'), nobodyKnown, null);
      await audit.flush();
    }
    database.isAway = false;
    await audit.flush();
    expect(written.flat().map(({ new_value }) => new_value.times)).toEqual([3]);
  });
});
