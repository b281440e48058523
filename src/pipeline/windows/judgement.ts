/** What the detectors of windows say of a step of the log. */
import type { LoggedWindow } from '../../db/pipeline/completed-windows.ts';
import type { WindowEnding, WindowFinding, WindowRestatement } from '../detect/window-detector.ts';

/** One finding with the window that led to it. */
export interface JudgedWindow {
  readonly window: LoggedWindow;
  readonly found: WindowFinding;
}

/** What was told before and is over, and who says so. */
export interface JudgedEnding extends WindowEnding {
  readonly detector: string;
}

export interface Judgement {
  readonly judged: readonly JudgedWindow[];
  readonly ended: readonly JudgedEnding[];
  readonly restated: readonly WindowRestatement[];
}
