import { recommendationWriter } from '../load/recommendation-writer.ts';
import type { Site } from '../site/site.ts';

/** Writes recommendations as another program does, one after the other. */
export interface Writer {
  readonly write: () => Promise<unknown>;
  /** Equipment of the next one. */
  next(): string;
  close(): Promise<void>;
}

export async function openWriter({ database }: Site): Promise<Writer> {
  const client = await database.connect({ applicationName: 'bench writer' });
  const insert = recommendationWriter(client, 'PEER');
  let written = 0;
  return {
    write: () => {
      written += 1;
      return insert();
    },
    next: () => `PEER-${written}`,
    close: () => client.end(),
  };
}
