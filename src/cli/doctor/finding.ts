/** The result of one check of `andon doctor`, and how it is printed. */
import type { Config } from '../../config.ts';
import type { Database } from '../../db/connection/database.ts';

/** What one check has found. `warn` and `skipped` do not make the command fail. */
export interface Finding {
  readonly state: 'ok' | 'warn' | 'WRONG' | 'skipped';
  readonly text: string;
  /** What to do about it. */
  readonly mend?: string;
}

export interface Check {
  readonly name: string;
  run(database: Database, config: Config): Promise<Finding>;
}

export const ok = (text: string): Finding => ({ state: 'ok', text });
export const warn = (text: string, mend: string): Finding => ({ state: 'warn', text, mend });
export const wrong = (text: string, mend: string): Finding => ({ state: 'WRONG', text, mend });
export const skipped = (text: string): Finding => ({ state: 'skipped', text });

const stateWidth = 8;
const nameWidth = 11;

/** One line a finding, whatever line breaks an error message had. */
export function findingLine(name: string, { state, text, mend }: Finding): string {
  const words = mend === undefined ? text : `${text.replace(/\.$/, '')}. To mend it: ${mend}`;
  return `${state.padEnd(stateWidth)}${name.padEnd(nameWidth)} ${words.replaceAll(/\s*\n\s*/g, ' ')}`;
}
