import { defineConfig } from 'vitest/config';

/**
 * The tests that `npm run mutation` runs against each change: those of the detectors that raise alarms and of the
 * alarm's text. Scores of novelty are left out: each of their tests computes for seconds, and there are a thousand changes.
 */
export default defineConfig({
  test: { include: ['test/unit/pipeline/detect/*.test.ts', 'test/unit/pipeline/recommend/*.test.ts'] },
});
