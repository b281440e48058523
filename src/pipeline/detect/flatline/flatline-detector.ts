/** Stuck sensors, as a detector of windows: a signal that moves and has stood still for longer than it ever did. */
import { periodText } from '../../../domain/quantity-text.ts';
import type { Definition } from '../../sensor-definition.ts';
import {
  nothingEnded,
  type ObservedWindow,
  type WindowDetector,
  type WindowEnding,
  type WindowFinding,
  type WindowMemory,
} from '../window-detector.ts';
import { Flatline, type StoredFlatline } from './flatline.ts';

const historyDays = 7;

class FlatlineMemory implements WindowMemory {
  readonly #flatline: Flatline;
  #ended = nothingEnded;

  constructor(stored?: StoredFlatline) {
    this.#flatline = new Flatline(stored);
  }

  observe({ sensorId, windowMs, min, max }: ObservedWindow, definition: Definition): WindowFinding | null {
    const { least_minutes: leastMinutes, factor } = definition.detection.flatline.parameters;
    const wasTold = this.#flatline.isTold;
    const still = this.#flatline.observe(windowMs, min, max, { leastMinutes, factor });
    this.#ended = wasTold && !this.#flatline.isTold ? [endingOf(sensorId, definition)] : nothingEnded;
    if (still === null) return null;
    const { value, sinceMs, minutes, longestMinutes } = still;
    const since = new Date(sinceMs).toISOString().slice(11, 16);
    const usual =
      longestMinutes <= 1
        ? 'it has always moved from minute to minute'
        : `at most it stood still for ${periodText(longestMinutes)}`;
    return {
      finding: {
        detector: 'flatline',
        severity: 'high',
        score: 0.8,
        direction: 'low',
        confirmed: true,
        limit: null,
        baseline: null,
        issue: stuckIssue(definition),
        reason: {
          clause: `and has been exactly that for ${periodText(
            minutes,
          )}, since ${since} UTC; until then ${usual}, so the sensor may be stuck and hide what the machine does`,
          evidence: {
            still_since: new Date(sinceMs).toISOString(),
            still_minutes: minutes,
            longest_minutes: longestMinutes,
          },
        },
      },
      sensorId,
      value,
    };
  }

  ended(): readonly WindowEnding[] {
    return this.#ended;
  }

  standing(definition: Definition): readonly string[] {
    return this.#flatline.isTold ? [stuckIssue(definition)] : [];
  }

  stored(): StoredFlatline {
    return this.#flatline.stored();
  }
}

function stuckIssue({ issueName }: Definition): string {
  return `${issueName}_stuck`;
}

function endingOf(sensorId: number, definition: Definition): WindowEnding {
  return { sensorId, issue: stuckIssue(definition), note: 'Expired: its value moves again.', isMoot: true };
}

/** A sensor that moves in half of its minutes or more, and stands still for longer than it ever did. */
export const flatlineDetector: WindowDetector = {
  name: 'flatline',
  version: 1,
  scope: 'sensor',
  historyDays,
  looksAt: ({ kind }) => kind === 'gauge',
  begin: () => new FlatlineMemory(),
  load: (stored) => new FlatlineMemory(stored as StoredFlatline),
};
