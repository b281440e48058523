/** Lines in which `andon knowledge` tells of entries, differences and changes. */

import { type KnowledgeEntry, keyText, placeOf } from '../../domain/knowledge/entry.ts';
import { isSameEntry } from '../../domain/knowledge/entry-form.ts';
import type { KnowledgeChange } from '../../domain/knowledge/knowledge-change.ts';
import { withoutUnprintable } from '../../domain/printable.ts';
import type { ListedKnowledge } from '../../services/knowledge/knowledge-service.ts';

export function entryLines(entries: readonly ListedKnowledge[]): string[] {
  if (entries.length === 0) return ['There is no such entry.'];
  return printable(
    entries.flatMap((entry) => {
      const { own, isReplaced, causes, checks, action } = entry;
      const whose =
        own === null
          ? `shipped${isReplaced ? ', replaced by an own one' : ''}`
          : `${own.id}, ${minute(own.changedAt)} by ${own.changedBy}`;
      return [
        `${keyText(entry)} (${whose})`,
        `  causes: ${causes.join('; ')}`,
        ...(checks.length === 0 ? [] : [`  checks: ${checks.join('; ')}`]),
        `  action: ${action}`,
      ];
    }),
  );
}

/** Rows may have been written by SQL, with whatever steers a terminal. */
function printable(lines: readonly string[]): string[] {
  return lines.map(withoutUnprintable);
}

/** What an import of the file would add and change, and which own entries are not in it. */
export function differenceLines(file: readonly KnowledgeEntry[], present: readonly ListedKnowledge[]): string[] {
  const standing = new Map(present.filter(({ isReplaced }) => !isReplaced).map((entry) => [placeOf(entry), entry]));
  const inFile = new Set(file.map(placeOf));
  const lines = [
    ...file.flatMap((entry) => {
      const known = standing.get(placeOf(entry));
      if (known === undefined) return [`+ ${keyText(entry)}`];
      if (isSameEntry(known, entry)) return [];
      return [`~ ${keyText(entry)}${known.own === null ? ' (shipped)' : ''}`, ...fieldLines(known, entry)];
    }),
    ...present
      .filter((entry) => entry.own !== null && !inFile.has(placeOf(entry)))
      .map((entry) => `- ${keyText(entry)}`),
  ];
  return lines.length === 0 ? ['Nothing differs.'] : printable(lines);
}

export function changeLines(changes: readonly KnowledgeChange[]): string[] {
  if (changes.length === 0) return ['No entry was ever made.'];
  return printable(
    changes.flatMap(({ entryId, changedAt, changedBy, changedThrough, before, after }) => {
      const head = `${minute(changedAt)} ${changedBy} (${changedThrough}), entry ${entryId}:`;
      if (before === null) return [`${head} added ${after === null ? 'nothing' : keyText(after)}`];
      if (after === null) return [`${head} removed ${keyText(before)}`];
      return [`${head} changed ${keyText(after)}`, ...fieldLines(before, after)];
    }),
  );
}

const told = ['causes', 'checks', 'action', 'urgentAction', 'outcome', 'urgency', 'source'] as const;

function fieldLines(before: KnowledgeEntry, after: KnowledgeEntry): string[] {
  return told.flatMap((field) => {
    const [from, to] = [valueText(before[field]), valueText(after[field])];
    return from === to ? [] : [`    ${field}: ${from} → ${to}`];
  });
}

function valueText(value: string | readonly string[] | null): string {
  return typeof value === 'string' ? value : (value?.join('; ') ?? 'as the severity says');
}

function minute(time: Date): string {
  return `${time.toISOString().slice(0, 16)}Z`;
}
