/** A setting that is proposed, with all settings as they are and as they would be. */
import type { DetectionPlace, DetectionSetting } from './detection-setting.ts';

export interface DetectionProposal {
  readonly detector: string;
  readonly place: DetectionPlace;
  readonly present: readonly DetectionSetting[];
  readonly proposed: readonly DetectionSetting[];
}
