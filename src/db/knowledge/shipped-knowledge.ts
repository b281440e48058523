/** Reads the entries of knowledge that come with the program: the files of the folder `knowledge`. */
import { readdirSync, readFileSync } from 'node:fs';
import type { KnowledgeEntry } from '../../domain/knowledge/entry.ts';
import { parseKnowledge } from '../../domain/knowledge/entry-form.ts';
import { Knowledge } from '../../domain/knowledge/knowledge.ts';

const folder = new URL('../../../knowledge/', import.meta.url);

export const shippedEntries: readonly KnowledgeEntry[] = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .flatMap((name) => {
    try {
      return parseKnowledge(readFileSync(new URL(name, folder), 'utf8'));
    } catch (error) {
      throw new Error(`knowledge/${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  });

/** Where nobody has made entries of their own. */
export const shippedKnowledge = new Knowledge(shippedEntries);
