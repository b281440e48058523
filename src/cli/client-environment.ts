/** What commands other than the server's read of the environment: the key of clients, and whether npm runs them. */
import { processEnvironment } from '../config.ts';
import { StartupError } from '../errors.ts';

/** Whether an npm script started this process. */
export function isRunByNpm(env = processEnvironment): boolean {
  return env['npm_lifecycle_event'] !== undefined;
}

/** What the commands that talk to a server send as their key, and never print; null where none is set. */
export function clientKey(env = processEnvironment): string | null {
  const key = env['ANDON_KEY']?.trim() ?? '';
  if (/^[\x21-\x7e]*$/.test(key)) return key === '' ? null : key;
  throw new StartupError('ANDON_KEY is not usable: a key is one word of letters, digits and signs.');
}
