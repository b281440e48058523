import { z } from 'zod';
import { AndonError } from '../../errors.ts';
import { maxCursorLength } from '../../limits.ts';

/** Turns the key of a list's row into opaque text and back. */
export interface CursorCodec<Key> {
  encode(key: Key): string;
  /** CURSOR_INVALID for anything that this list did not hand out. */
  decode(cursor: string): Key;
}

const instant = z.iso.datetime().transform((text) => new Date(text));
const text = z.string().max(32_768);

/** The sort keys of the lists, unique for each row. */
export const cursors = {
  equipment: codec('equipment', z.object({ siteId: text, equipmentId: text })),
  status: codec('status', z.int()),
  windows: codec('windows', instant),
  anomalies: codec('anomalies', z.object({ eventTime: instant, id: z.int() })),
  alarms: codec('alarms', z.object({ severity: z.int(), activeSince: instant, alarmId: z.int() })),
  alarmJournal: codec('alarmJournal', z.int()),
  suppressions: codec('suppressions', z.int()),
  recommendations: codec('recommendations', z.object({ createdAt: instant, id: text })),
  detectionSettings: codec('detectionSettings', z.int()),
  detectionHistory: codec('detectionHistory', z.int()),
  knowledge: codec('knowledge', text),
  knowledgeHistory: codec('knowledgeHistory', z.int()),
  notifyDeliveries: codec('notifyDeliveries', z.int()),
  withheld: codec('withheld', z.object({ lastAt: instant, id: z.int() })),
  quarantine: codec('quarantine', z.object({ receivedAt: instant, id: z.int() })),
} as const;

/** The list's name is part of the cursor, so that one list's cursor is refused by another. */
function codec<Key>(list: string, schema: z.ZodType<Key>): CursorCodec<Key> {
  const envelope = z.tuple([z.literal(list), schema]);
  return {
    encode: (key) => Buffer.from(JSON.stringify([list, key])).toString('base64url'),
    decode: (cursor) => {
      const parsed = cursor.length <= maxCursorLength ? envelope.safeParse(decodeJson(cursor)) : null;
      if (!parsed?.success) {
        throw new AndonError(
          'CURSOR_INVALID',
          `The cursor was not handed out by this list (${list}); leave "after" out to start at the beginning.`,
        );
      }
      return parsed.data[1];
    },
  };
}

function decodeJson(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined; // not JSON: the envelope refuses it
  }
}
