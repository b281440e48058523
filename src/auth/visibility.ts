/** Groups callers who see the same sites, so that they can share the execution of a subscription. */
import { type Identity, nobodyNamed } from './identity.ts';

/** Callers who see the same sites, and so can be sent the same answer. */
export interface Visibility {
  readonly key: string;
  /** The part of the context that a shared answer may depend on. */
  readonly identity: Identity;
}

/**
 * What callers see depends on their sites alone: everybody who may subscribe may read, and their name is used for decisions only.
 * So all
 * screens of a site share one answer, whatever keys they use.
 */
export function visibilityOf({ siteIds }: Identity): Visibility {
  const sites = siteIds === null ? null : [...new Set(siteIds)].sort();
  return {
    key: JSON.stringify(sites),
    identity: { operatorId: nobodyNamed, scopes: ['read'], siteIds: sites, credential: null },
  };
}
