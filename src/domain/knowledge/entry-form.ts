/** The form of knowledge as a file, for shipped entries, export and import: checked entry by entry, each fault with its path. */
import { z } from 'zod';
import { maxKnowledgeEntries } from '../../limits.ts';
import { type KnowledgeAdvice, type KnowledgeEntry, keyText, placeOf, urgencies } from './entry.ts';

/** Names the form of the file, and its version. */
export const knowledgeFormat = 'andon-knowledge/1';

const text = (most: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(most)
    // Those of C1 steer terminals as well, and a mark of direction turns what stands behind it.
    .regex(/^[^\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e\u2066-\u2069]*$/u, 'must not hold control characters');
const anyOr = (most: number) => text(most).nullable().default(null);

export const entryForm = z.strictObject({
  siteId: anyOr(200),
  issue: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_]{0,99}$/, 'must be small letters, digits and _, such as high or slow_rise')
    .nullable()
    .default(null),
  equipmentType: anyOr(200),
  sensorRole: anyOr(200),
  causes: z.array(text(300)).min(1).max(12),
  checks: z.array(text(300)).max(12).default([]),
  action: text(1_000),
  urgentAction: text(1_000),
  outcome: text(1_000),
  urgency: z.enum(urgencies).nullable().default(null),
  source: text(300),
});

export const knowledgeFile = z
  .strictObject({ format: z.literal(knowledgeFormat), entries: z.array(entryForm).max(maxKnowledgeEntries) })
  .superRefine(({ entries }, context) => {
    const places = new Map<string, number>();
    for (const [index, entry] of entries.entries()) {
      const first = places.get(placeOf(entry));
      if (first === undefined) places.set(placeOf(entry), index);
      else {
        const message = `says again what entries.${first} says: ${keyText(entry)}`;
        context.addIssue({ code: 'custom', path: ['entries', index], message });
      }
    }
  });

/** The text of a file → its entries; throws an Error that names each wrong place, ten at most. */
export function parseKnowledge(json: string): readonly KnowledgeEntry[] {
  let given: unknown;
  try {
    given = JSON.parse(json);
  } catch (error) {
    throw new Error(`a file of knowledge is JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = knowledgeFile.safeParse(given);
  if (parsed.success) return parsed.data.entries;
  throw new Error(problemsOf(parsed.error).join('; '));
}

/** Such as `entries.3.action: must not be empty`. */
export function problemsOf({ issues }: z.ZodError): string[] {
  const most = 10;
  const told = issues.slice(0, most).map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
  return issues.length > most ? [...told, `and ${issues.length - most} more`] : told;
}

/** Whether two entries of one place say the same. */
export function isSameEntry(one: KnowledgeEntry, other: KnowledgeEntry): boolean {
  return placeOf(one) === placeOf(other) && JSON.stringify(adviceOf(one)) === JSON.stringify(adviceOf(other));
}

function adviceOf({ causes, checks, action, urgentAction, outcome, urgency, source }: KnowledgeEntry): KnowledgeAdvice {
  return { causes, checks, action, urgentAction, outcome, urgency, source };
}

/** As `parseKnowledge` reads it, one form for equal entries. */
export function knowledgeText(entries: readonly KnowledgeEntry[]): string {
  const plain = entries.map((entry) => {
    const { siteId, issue, equipmentType, sensorRole } = entry;
    return { siteId, issue, equipmentType, sensorRole, ...adviceOf(entry) };
  });
  return `${JSON.stringify({ format: knowledgeFormat, entries: plain }, null, 2)}\n`;
}
