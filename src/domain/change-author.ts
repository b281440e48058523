/** Who changes something: the audit keeps it beside what was changed. */
import type { ProvenCredential } from './access.ts';

export interface ChangeAuthor {
  /** The operator of the API, or who runs the command. */
  readonly name: string;
  readonly through: 'api' | 'command';
  /** By which they came in; null or absent: nobody has to prove anything, as for a command. */
  readonly credential?: ProvenCredential | null;
}
