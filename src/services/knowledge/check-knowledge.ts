/** Checks an entry of knowledge before it is stored, by the form that files have. */
import type { KnowledgeEntry, Urgency } from '../../domain/knowledge/entry.ts';
import { entryForm, problemsOf } from '../../domain/knowledge/entry-form.ts';
import { AndonError } from '../../errors.ts';

/** A whole entry: what is left out is any, none, or as the severity says. */
export interface KnowledgeInput {
  readonly siteId?: string | null | undefined;
  readonly issue?: string | null | undefined;
  readonly equipmentType?: string | null | undefined;
  readonly sensorRole?: string | null | undefined;
  readonly causes: readonly string[];
  readonly checks?: readonly string[] | null | undefined;
  readonly action: string;
  readonly urgentAction: string;
  readonly outcome: string;
  readonly urgency?: Urgency | null | undefined;
  readonly source: string;
}

/** Throws BAD_USER_INPUT that names each wrong field. */
export function checkKnowledgeInput(input: KnowledgeInput): KnowledgeEntry {
  const parsed = entryForm.safeParse({ ...input, checks: input.checks ?? [] });
  if (parsed.success) return parsed.data;
  throw new AndonError('BAD_USER_INPUT', `The entry is not as it has to be: ${problemsOf(parsed.error).join('; ')}.`, {
    argument: `input.${parsed.error.issues[0]?.path.join('.') ?? ''}`,
  });
}
