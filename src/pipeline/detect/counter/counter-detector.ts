/** Counters, as a detector of windows: one that stands still for longer than ever, and one that jumps. */
import { periodText, rounded, withUnit } from '../../../domain/quantity-text.ts';
import type { Definition } from '../../sensor-definition.ts';
import { Flatline, type StoredFlatline } from '../flatline/flatline.ts';
import {
  nothingEnded,
  type ObservedWindow,
  type WindowDetector,
  type WindowEnding,
  type WindowFinding,
  type WindowMemory,
} from '../window-detector.ts';
import { Counting, type StoredCounting } from './counting.ts';

const daysRemembered = 14;
/** A machine that rests on weekends has counted nothing for two days by the end of its first week. */
const knownDays = 6.9;
/** A jump is a moment: it stands until the counter has counted as usual for so long. */
const jumpStandsMs = 3_600_000;

interface StoredCounterMemory {
  readonly still: StoredFlatline;
  readonly counting: StoredCounting;
  /** When the last jump was told that is not over, epoch ms. */
  readonly jumpedMs?: number | null;
}

class CounterMemory implements WindowMemory {
  readonly #still: Flatline;
  readonly #counting: Counting;
  #jumpedMs: number | null;
  #ended = nothingEnded;

  constructor(stored?: StoredCounterMemory) {
    this.#still = new Flatline(stored?.still);
    this.#counting = new Counting(stored?.counting);
    this.#jumpedMs = stored?.jumpedMs ?? null;
  }

  observe({ sensorId, windowMs, min, max }: ObservedWindow, definition: Definition): WindowFinding | null {
    const { least_minutes: leastMinutes, factor, jump_factor: jumpFactor } = definition.detection.counter.parameters;
    const wasStuck = this.#still.isTold;
    const still = this.#still.observe(windowMs, min, max, { leastMinutes, factor, knownDays });
    const jump = this.#counting.observe({ windowMs, min, max }, definition.rollOverAt, jumpFactor);
    if (jump !== null) this.#jumpedMs = windowMs;
    this.#ended = this.#over(sensorId, windowMs, wasStuck, definition);
    const finding = still !== null ? stuck(still, definition) : jump !== null ? jumped(jump, definition) : null;
    return finding === null ? null : { finding, sensorId, value: max };
  }

  ended(): readonly WindowEnding[] {
    return this.#ended;
  }

  standing(definition: Definition): readonly string[] {
    const jump = this.#jumpedMs === null ? [] : [issues.jump(definition)];
    return this.#still.isTold ? [issues.stuck(definition), ...jump] : jump;
  }

  stored(): StoredCounterMemory {
    return { still: this.#still.stored(), counting: this.#counting.stored(), jumpedMs: this.#jumpedMs };
  }

  #over(sensorId: number, windowMs: number, wasStuck: boolean, definition: Definition): readonly WindowEnding[] {
    const isCounting = wasStuck && !this.#still.isTold;
    const isUsual = this.#jumpedMs !== null && windowMs - this.#jumpedMs >= jumpStandsMs;
    if (!isCounting && !isUsual) return nothingEnded;
    const over: WindowEnding[] = [];
    if (isCounting)
      over.push({ sensorId, issue: issues.stuck(definition), note: 'Expired: it counts again.', isMoot: true });
    if (isUsual) {
      this.#jumpedMs = null;
      const note = 'It has counted as usual for an hour.';
      over.push({ sensorId, issue: issues.jump(definition), note, isMoot: false });
    }
    return over;
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

const issues = {
  stuck: ({ issueName }: Definition) => `${issueName}_stuck`,
  jump: ({ issueName }: Definition) => `${issueName}_jump`,
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
  definition: Definition,
): WindowFinding['finding'] {
  const usual =
    longestMinutes <= 1
      ? 'it has always counted from minute to minute'
      : `it stood still for ${periodText(longestMinutes)} at most`;
  return {
    direction: 'low',
    issue: issues.stuck(definition),
    reason: {
      clause: `and has counted nothing for ${periodText(minutes)}, since ${timeText(
        sinceMs,
      )}; until then ${usual}, so the meter may be stuck while the machine works`,
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
  definition: Definition,
): WindowFinding['finding'] {
  const { unit } = definition;
  return {
    direction: 'high',
    issue: issues.jump(definition),
    excess: perMinute / fastestBefore,
    reason: {
      clause: `and rose by ${withUnit(increase, unit)} within ${
        overMinutes <= 1 ? 'a minute' : periodText(overMinutes)
      }, since ${timeText(sinceMs)}, ${rounded(perMinute / fastestBefore)} times as fast as ever in ${periodText(
        known * 1_440,
      )} (at most ${withUnit(
        fastestBefore,
        unit,
      )} a minute), so the meter may have been exchanged or be wrong, and sums over this time with it`,
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
