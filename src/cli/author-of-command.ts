/** Who runs a command, as the audit names them. */
import { userInfo } from 'node:os';
import type { ChangeAuthor } from '../domain/change-author.ts';

/** The user of this machine: a command needs no credential but the database's own. */
export function authorOfCommand(): ChangeAuthor {
  return { name: userInfo().username, through: 'command' };
}
