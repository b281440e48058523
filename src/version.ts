import { readFile } from 'node:fs/promises';
import { StartupError } from './errors.ts';

/** The version of this program, as package.json beside its folder names it. */
export async function readVersion(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) return String(manifest.version);
  throw new StartupError('package.json names no version.');
}
