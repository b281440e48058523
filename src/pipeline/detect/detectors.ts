/** The detectors that run: those that judge every reading, and those that judge completed windows behind them. */
import { baselineDetector } from './baseline-detector.ts';
import type { Detector } from './detector.ts';
import { excursionDetector } from './excursion-detector.ts';
import { limitDetector } from './limit-detector.ts';
import { noveltyDetector } from './novelty/novelty-detector.ts';
import type { WindowDetector } from './window-detector.ts';

/** What judges every reading, while it comes in and when history is computed anew. */
export const detectors: readonly Detector[] = [limitDetector, excursionDetector];

/** What judges readings only where it is asked for. */
export const detectorsOffByDefault: readonly Detector[] = [baselineDetector];

/** What judges every completed window. */
export const windowDetectors: readonly WindowDetector[] = [noveltyDetector];
