/** What a recommendation was told by the knowledge table when it was raised, as its evidence keeps it. */

export interface GivenAdvice {
  /** The likeliest first. */
  readonly causes: readonly string[];
  /** In the order in which they are made. */
  readonly checks: readonly string[];
  readonly source: string;
  /** The number of the site’s own entry; null where it was a shipped one. */
  readonly entryId: number | null;
}

/** Other programs may write there whatever they like: what cannot be read as advice is none. */
export function adviceFrom(evidence: unknown): GivenAdvice | null {
  const stored = Object(Object(evidence)['knowledge']) as Readonly<Record<string, unknown>>;
  const { causes, checks, source, entry_id: entryId } = stored;
  if (!isTexts(causes) || !isTexts(checks) || typeof source !== 'string') return null;
  return {
    causes,
    checks,
    source,
    entryId: typeof entryId === 'number' && Number.isSafeInteger(entryId) ? entryId : null,
  };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
