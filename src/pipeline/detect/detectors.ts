/**
 * The detectors: those that judge every reading, and those that judge completed windows behind them. Which of them run on a sensor is in its
 * definition (`src/domain/detection/catalogue.ts`).
 */
import { baselineDetector } from './baseline-detector.ts';
import { counterDetector } from './counter/counter-detector.ts';
import type { Detector } from './detector.ts';
import { driftDetector } from './drift/drift-detector.ts';
import { excursionDetector } from './excursion-detector.ts';
import { flatlineDetector } from './flatline/flatline-detector.ts';
import { limitDetector } from './limit-detector.ts';
import { machineDetector } from './machine/machine-detector.ts';
import { noveltyDetector } from './novelty/novelty-detector.ts';
import { rateDetector } from './rate-detector.ts';
import { stateDetector } from './state/state-detector.ts';
import { trendDetector } from './trend/trend-detector.ts';
import { varianceDetector } from './variance/variance-detector.ts';
import type { WindowDetector } from './window-detector.ts';

/** What judges every reading, while it comes in and when history is computed anew. */
export const detectors: readonly Detector[] = [
  limitDetector,
  rateDetector,
  excursionDetector,
  baselineDetector,
  stateDetector,
];

/** What judges every completed window. */
export const windowDetectors: readonly WindowDetector[] = [
  noveltyDetector,
  driftDetector,
  trendDetector,
  flatlineDetector,
  varianceDetector,
  counterDetector,
  machineDetector,
];
