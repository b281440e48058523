/** Saves how far a replay has come, so that it can go on after an interruption. */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { StartupError } from '../errors.ts';

const count = z.int().nonnegative();
const savedProgress = z.object({
  /** What the progress belongs to: the same file, server and options. */
  belongsTo: z.string(),
  origin: z.object({ recordedMs: z.number(), clockMs: z.number() }),
  /** Every row up to this line is answered for. */
  throughLine: count,
  counts: z.object({
    sent: count,
    accepted: count,
    duplicates: count,
    rejected: count,
    rejectedByCode: z.record(z.string(), count),
    dropped: count,
  }),
  badRows: count,
});
export type SavedProgress = z.infer<typeof savedProgress>;

const wayOut = 'Start over with --restart.';

/** What an interrupted replay left behind; null when there is nothing. Progress of another replay is an error. */
export async function loadProgress(path: string, belongsTo: string): Promise<SavedProgress | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new StartupError(`${path} cannot be read: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
  const saved = parsed(text);
  if (saved === null) throw new StartupError(`${path} holds no progress that can be read. ${wayOut}`);
  if (saved.belongsTo !== belongsTo) {
    throw new StartupError(`${path} belongs to a replay with another file, server or options. ${wayOut}`);
  }
  return saved;
}

function parsed(text: string): SavedProgress | null {
  try {
    return savedProgress.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}

/** Replaces the file in one step: an interruption leaves the old progress or the new, never half of it. */
export async function saveProgress(path: string, progress: SavedProgress): Promise<void> {
  const next = `${path}.next`;
  await writeFile(next, `${JSON.stringify(progress)}\n`);
  await rename(next, path);
}

export async function forgetProgress(path: string): Promise<void> {
  await rm(path, { force: true });
}
