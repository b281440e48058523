/** Makes API keys, parses them and hashes their secrets. */
import { createHash, randomBytes } from 'node:crypto';

const idBytes = 6;
const secretBytes = 32;
/** A distinct prefix lets scanners of repositories and logs find keys that should not be there. */
export const keyPrefix = 'andon_';
const form = /^andon_([0-9a-f]{12})_[\w-]{43}$/;

export interface NewKeyToken {
  readonly id: string;
  /** The whole key, `andon_<id>_<secret>`: shown once and kept nowhere. */
  readonly token: string;
  readonly secretHash: string;
}

export function newKeyToken(): NewKeyToken {
  const id = randomBytes(idBytes).toString('hex');
  const token = `${keyPrefix}${id}_${randomBytes(secretBytes).toString('base64url')}`;
  return { id, token, secretHash: hashOf(token) };
}

/** The id of a text that has the form of a key; else null. */
export function keyIdOf(token: string): string | null {
  return form.exec(token)?.[1] ?? null;
}

/** One round of hashing is enough: 256 random bits cannot be guessed, however fast the attempts are. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
