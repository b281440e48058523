/** Changes of settings of detectors: who made them, how, and what they were before and after. */
import type { DetectionSetting } from './detection-setting.ts';

/** The API, the command line, or a statement of SQL. */
export const changedThrough = ['api', 'command', 'sql'] as const;
export type ChangedThrough = (typeof changedThrough)[number];

export interface SettingChange {
  readonly id: number;
  readonly settingId: number;
  readonly changedAt: Date;
  /** The operator, who ran the command, or the role that wrote by SQL. */
  readonly changedBy: string;
  readonly changedThrough: ChangedThrough;
  /** Null where the setting was added. */
  readonly before: DetectionSetting | null;
  /** Null where it was removed. */
  readonly after: DetectionSetting | null;
}
