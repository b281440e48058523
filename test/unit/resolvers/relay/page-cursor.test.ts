import { expect, it } from 'vitest';
import { cursors } from '../../../../src/resolvers/relay/page-cursor.ts';

const key = { createdAt: new Date('2026-03-01T03:00:00.123Z'), id: 'r-1' };

it('a page cursor decodes to the key it was made from', () => {
  expect(cursors.recommendations.decode(cursors.recommendations.encode(key))).toEqual(key);
  expect(cursors.windows.decode(cursors.windows.encode(key.createdAt))).toEqual(key.createdAt);
  expect(cursors.status.decode(cursors.status.encode(42))).toBe(42);
  const equipment = { siteId: 'pit "1"', equipmentId: 'CR_002' };
  expect(cursors.equipment.decode(cursors.equipment.encode(equipment))).toEqual(equipment);
});

it('a page cursor comes back however long the key is that SQL has written', () => {
  const long = { ...key, id: '\u{1F69A}'.repeat(5_000) };
  expect(cursors.recommendations.decode(cursors.recommendations.encode(long))).toEqual(long);
});

it.each([
  ['another list’s', cursors.anomalies.encode({ eventTime: key.createdAt, id: 1 })],
  ['nothing', ''],
  ['text', 'rubbish'],
  ['other JSON', Buffer.from('{"a":1}').toString('base64url')],
  ['a key of the wrong form', Buffer.from('["recommendations",{"createdAt":"now","id":7}]').toString('base64url')],
  ['a megabyte', 'A'.repeat(1_000_000)],
])('the page cursor %s is CURSOR_INVALID', (_what, cursor) => {
  expect(() => cursors.recommendations.decode(cursor)).toThrow(expect.objectContaining({ code: 'CURSOR_INVALID' }));
});
