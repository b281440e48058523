import { baselineDetector } from './baseline-detector.ts';
import type { Detector } from './detector.ts';
import { limitDetector } from './limit-detector.ts';

/** What judges every reading, while it comes in and when history is computed anew. */
export const detectors: readonly Detector[] = [limitDetector, baselineDetector];
