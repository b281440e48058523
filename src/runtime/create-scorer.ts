/** Makes the model from outside that judges machines, by the settings. */
import type { Logger } from '../log.ts';
import type { DetectorSettings } from '../models/model-settings.ts';
import { InvocationsScorer } from '../models/scoring/invocations.ts';
import { OnnxScorer } from '../models/scoring/onnx/onnx-scorer.ts';
import type { Scorer } from '../models/scoring/scorer.ts';

/** Null where none is configured. `now` in epoch ms. */
export function createScorer(
  settings: DetectorSettings | null,
  options: { readonly now: () => number; readonly log: Logger },
): Scorer | null {
  if (settings === null) return null;
  return settings.kind === 'onnx' ? new OnnxScorer(settings, options) : new InvocationsScorer(settings, options);
}
