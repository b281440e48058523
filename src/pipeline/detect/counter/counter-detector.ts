/** Counters, as a detector of windows: one that stands still for longer than ever, and one that jumps. */
import { periodText, rounded, withUnit } from '../../../domain/quantity-text.ts';
import type { Definition } from '../../sensor-definition.ts';
import { Flatline, type StoredFlatline } from '../flatline/flatline.ts';
import type { ObservedWindow, WindowDetector, WindowFinding, WindowMemory } from '../window-detector.ts';
import { Counting, type StoredCounting } from './counting.ts';

const daysRemembered = 14;
/** A machine that rests on weekends has counted nothing for two days by the end of its first week. */
const knownDays = 6.9;

interface StoredCounterMemory {
  readonly still: StoredFlatline;
  readonly counting: StoredCounting;
}

class CounterMemory implements WindowMemory {
  readonly #still: Flatline;
  readonly #counting: Counting;

  constructor(stored?: StoredCounterMemory) {
    this.#still = new Flatline(stored?.still);
    this.#counting = new Counting(stored?.counting);
  }

  observe({ sensorId, windowMs, min, max }: ObservedWindow, definition: Definition): WindowFinding | null {
    const { least_minutes: leastMinutes, factor, jump_factor: jumpFactor } = definition.detection.counter.parameters;
    const still = this.#still.observe(windowMs, min, max, { leastMinutes, factor, knownDays });
    const jump = this.#counting.observe({ windowMs, min, max }, definition.rollOverAt, jumpFactor);
    const finding = still !== null ? stuck(still, definition) : jump !== null ? jumped(jump, definition) : null;
    return finding === null ? null : { finding, sensorId, value: max };
  }

  stored(): StoredCounterMemory {
    return { still: this.#still.stored(), counting: this.#counting.stored() };
  }
}

/** A counter is judged by how much it counts, never by its value. */
export const counterDetector: WindowDetector = {
  name: 'counter',
  version: 1,
  scope: 'sensor',
  historyDays: daysRemembered,
  looksAt: ({ kind }) => kind === 'counter',
  begin: () => new CounterMemory(),
  load: (stored) => new CounterMemory(stored as StoredCounterMemory),
};

const common = {
  detector: 'counter',
  severity: 'high',
  score: 0.8,
  confirmed: true,
  limit: null,
  baseline: null,
} as const;

function stuck(
  { sinceMs, minutes, longestMinutes }: NonNullable<ReturnType<Flatline['observe']>>,
  { issueName }: Definition,
): WindowFinding['finding'] {
  const usual =
    longestMinutes <= 1
      ? 'it has always counted from minute to minute'
      : `it stood still for ${periodText(longestMinutes)} at most`;
  return {
    direction: 'low',
    issue: `${issueName}_stuck`,
    reason: {
      clause: `and has counted nothing for ${periodText(minutes)}, since ${timeText(sinceMs)}; until then ${usual}, so the meter may be stuck while the machine works`,
      evidence: {
        still_since: new Date(sinceMs).toISOString(),
        still_minutes: minutes,
        longest_minutes: longestMinutes,
      },
    },
    ...common,
  };
}

function jumped(
  {
    increase,
    overMinutes,
    perMinute,
    fastestBefore,
    sinceMs,
    knownDays: known,
  }: NonNullable<ReturnType<Counting['observe']>>,
  { issueName, unit }: Definition,
): WindowFinding['finding'] {
  return {
    direction: 'high',
    issue: `${issueName}_jump`,
    excess: perMinute / fastestBefore,
    reason: {
      clause: `and rose by ${withUnit(increase, unit)} within ${overMinutes <= 1 ? 'a minute' : periodText(overMinutes)}, since ${timeText(sinceMs)}, ${rounded(perMinute / fastestBefore)} times as fast as ever in ${periodText(known * 1_440)} (at most ${withUnit(fastestBefore, unit)} a minute), so the meter may have been exchanged or be wrong, and sums over this time with it`,
      evidence: {
        increase,
        over_minutes: overMinutes,
        per_minute: perMinute,
        fastest_before_per_minute: fastestBefore,
        since: new Date(sinceMs).toISOString(),
        known_days: known,
      },
    },
    ...common,
  };
}

function timeText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
