/** How a transaction tells the triggers of the audit who changes something: by settings that end with it. */
import type { ProvenCredential } from '../../domain/access.ts';
import type { ChangeAuthor } from '../../domain/change-author.ts';
import type { Queryable } from './queryable.ts';

/** The value of the setting `andon.credential`, which `andon.proven_credential` reads. Empty without a credential. */
export function credentialSetting(credential: ProvenCredential | null | undefined): string {
  return credential == null ? '' : JSON.stringify(credential);
}

/** To be called first in the transaction; `andon.change_author` reads it. */
export async function tellAuthor(db: Queryable, { name, through, credential }: ChangeAuthor): Promise<void> {
  await db.query(
    `SELECT set_config('andon.changed_by', $1, true), set_config('andon.changed_through', $2, true),
            set_config('andon.credential', $3, true)`,
    [name, through, credentialSetting(credential)],
  );
}
