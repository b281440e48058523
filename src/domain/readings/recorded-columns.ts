/** Finds the columns of a recording by its header. */
import { StartupError } from '../../errors.ts';

/** A column that a recording has to have: what it holds, and by which option another name is given. */
export interface WantedColumn {
  readonly name: string;
  readonly holds: string;
  readonly wayOut: string;
}

/** Its place in the header of the file; a missing one is named together with those that exist. */
export function columnPlace(header: readonly string[], { name, holds, wayOut }: WantedColumn, file: string): number {
  const names = header.map((column) => column.trim());
  const found = names.indexOf(name);
  if (found !== -1) return found;
  const existing = names.map((column) => `"${column}"`).join(', ');
  throw new StartupError(`${file} has no column "${name}" for the ${holds}; its columns are ${existing}. ${wayOut}`);
}
