import { describe, expect, it } from 'vitest';
import { maxSocketsWithin } from '../../../src/server/socket-limits.ts';

describe('How many WebSockets a server takes', () => {
  it.each([
    ['where the system does not say', null, 20_000],
    ['with files in plenty', 1_048_576, 20_000],
    ['just enough', 20_200, 20_000],
    ['the usual limit of a shell: 200 files are kept for everything else', 1_024, 824],
    ['so few that half are kept', 256, 128],
  ])('%s', (_what, openFiles, expected) => {
    expect(maxSocketsWithin(openFiles)).toBe(expected);
  });
});
