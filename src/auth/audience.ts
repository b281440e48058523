import { type Identity, identify } from './identity.ts';

/** All who may see the same, and so may be sent the same answer. */
export interface Audience {
  readonly key: string;
  /** What an answer that is shared by them may depend on. */
  readonly identity: Identity;
}

const everybody: Audience = { key: 'everybody', identity: identify(undefined) };

/** Without authentication everybody may see everything: who somebody is decides what is written beside a decision, and nothing else. */
export function audienceOf(_identity: Identity): Audience {
  return everybody;
}
