import { describe, expect, it } from 'vitest';
import { type AuditEntry, type AuditHead, beginning } from '../../../../src/domain/audit-chain.ts';
import { ChainCheck, chainHash } from '../../../../src/services/audit/chain-check.ts';

type Chained = AuditEntry & AuditHead;

/** A chain of so many entries, one a second. */
function chainOf(length: number, from: AuditHead = beginning): Chained[] {
  let { chainNo, hash } = from;
  return Array.from({ length }, () => {
    chainNo += 1;
    const text = `{"chain_no": ${chainNo}}`;
    hash = chainHash(hash, text);
    return { chainNo, hash, text, log: 'audit', entryId: chainNo * 10, occurredAt: new Date(chainNo * 1_000) } as const;
  });
}

function check(entries: readonly Chained[], head: AuditHead, known: readonly AuditHead[] = [], from = beginning) {
  const result = new ChainCheck(from, [...known, head]);
  for (const entry of entries) result.take(entry);
  result.end(head);
  return result;
}
const five = chainOf(5);
const end = five[4] ?? beginning;
const at = (place: number, change: Partial<Chained>) =>
  five.map((one, i) => (i === place ? { ...one, ...change } : one));

describe('The check of the chain', () => {
  it('finds nothing in a whole one, and knows its end', () => {
    const whole = check(five, end, five);
    expect(whole.findings).toEqual([]);
    expect(whole.remarks).toEqual([]);
    expect([whole.entries, whole.last]).toEqual([5, { chainNo: 5, hash: end.hash }]);
    expect(check([], beginning).findings).toEqual([]);
  });

  it.each([
    ['a changed entry, and only that one', at(2, { text: '{"x": 1}' }), ['entry 3 (andon.audit, no. 30) was changed']],
    ['a removed entry', five.filter(({ chainNo }) => chainNo !== 3), ['entry 3 is missing']],
    ['several removed entries', five.filter(({ chainNo }) => chainNo > 3), ['entries 1 to 3 are missing']],
    ['a removed end', five.slice(0, 3), ['entries 4 to 5 are missing']],
    [
      'an entry in a place that is taken',
      [...five.slice(0, 3), ...five.slice(2)],
      ['entry 3 (andon.audit, no. 30) was inserted'],
    ],
    [
      'an entry whose hash was made anew as well, by the one after it',
      at(1, { text: '{"x": 1}', hash: chainHash(five[0]?.hash ?? '', '{"x": 1}') }),
      ['entry 3 (andon.audit, no. 30) was changed or put'],
    ],
    ['an entry in front of the end', [...five, ...chainOf(1, end)], ['entries 6 to 6 were inserted behind the end']],
  ])('finds %s', (_, entries, findings) => {
    expect(check(entries, end).findings).toEqual(findings.map((finding) => expect.stringContaining(finding)));
  });

  it('finds a chain that was made anew by the places that were kept elsewhere, and by them alone', () => {
    let hash = beginning.hash;
    const anew = five.map((one) => {
      const text = one.chainNo === 2 ? '{"x": 1}' : one.text;
      hash = chainHash(hash, text);
      return { ...one, text, hash };
    });
    const newEnd = anew[4] ?? beginning;
    expect(check(anew, newEnd).findings).toEqual([]);
    const kept = five.slice(2, 3);
    expect(check(anew, newEnd, kept).findings).toEqual([expect.stringContaining('entry 3 has another hash')]);
    expect(check(anew.slice(0, 2), anew[1] ?? beginning, kept).findings).toEqual(['entry 3 is missing']);
  });

  it('goes on from where the old end was cut off', () => {
    expect(check(five.slice(2), end, [], five[1]).findings).toEqual([]);
    expect(check(five.slice(2), end, [], { chainNo: 2, hash: beginning.hash }).findings).toHaveLength(1);
  });

  it('remarks what came into the chain long after the time that it tells', () => {
    expect(check(at(3, { occurredAt: new Date(-3_600_000) }), end).remarks).toEqual([
      expect.stringContaining('entry 4'),
    ]);
  });
});
