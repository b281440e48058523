import { type Identity, nobodyNamed } from './identity.ts';

/** All who may see the same, and so may be sent the same answer. */
export interface Visibility {
  readonly key: string;
  /** What an answer that is shared by them may depend on. */
  readonly identity: Identity;
}

/**
 * What somebody sees depends on their sites alone: who may subscribe at all may read, and their name is written beside a decision and
 * nowhere else. So all screens of a site share one answer, whatever keys they hold.
 */
export function visibilityOf({ siteIds }: Identity): Visibility {
  const sites = siteIds === null ? null : [...new Set(siteIds)].sort();
  return {
    key: JSON.stringify(sites),
    identity: { operatorId: nobodyNamed, scopes: ['read'], siteIds: sites, credential: null },
  };
}
