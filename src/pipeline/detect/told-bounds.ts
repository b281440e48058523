/** What a detector has told of values that left what they were: each is over when the value is back inside of what it was told against. */
import type { Direction } from './detector.ts';

/** One side that was told. */
export interface StoredTold {
  readonly side: Direction;
  /** What was looked at, such as the name of a view, and the bound that it left. */
  readonly of: string;
  readonly bound: number;
  /** When it was told last, epoch ms. */
  readonly toldMs: number;
  /** How often in a row it was inside since. */
  readonly inside: number;
}

export interface ToldRule {
  /** So often in a row the value has to be inside of its bound. */
  readonly insideToEnd: number;
  /** After so long without being told again, what was told is what the value is compared with. */
  readonly usualAfterMs: number;
}

/** As of a sensor of which nothing was told, which are nearly all. */
export const nothingTold: readonly StoredTold[] = [];

export interface OverSide {
  readonly side: Direction;
  /** It is not back: it has been so for so long that this is usual. */
  readonly isUsual: boolean;
}

const noneOver: readonly OverSide[] = [];

/**
 * At most one for each side. The bound is of the time before it was told, since the detector's own range soon holds what was new: by that
 * alone a sensor that went wrong for good would be right again within hours.
 */
export class ToldBounds {
  readonly #rule: ToldRule;
  #told: readonly StoredTold[];

  constructor(rule: ToldRule, stored: readonly StoredTold[] = nothingTold) {
    this.#rule = rule;
    this.#told = stored.length === 0 ? nothingTold : [...stored];
  }

  /** Nearly always, and asked for every window: there is nothing to observe. */
  get isEmpty(): boolean {
    return this.#told === nothingTold;
  }

  /** Told again, the same thing keeps its first bound. */
  tell({ side, of, bound, toldMs }: Omit<StoredTold, 'inside'>): void {
    const known = this.#told.find((one) => one.side === side && one.of === of);
    const others = this.#told.filter((one) => one.side !== side);
    this.#told = [...others, { side, of, bound: known?.bound ?? bound, toldMs, inside: 0 }];
  }

  /** `shown`: what is looked at now; null where that is not known, which neither ends it nor breaks the row. */
  observe(timeMs: number, shown: (of: string) => number | null): readonly OverSide[] {
    if (this.isEmpty) return noneOver;
    const over: OverSide[] = [];
    const told = this.#told.flatMap((one) => {
      const value = shown(one.of);
      const inside = value === null ? one.inside : isInside(value, one) ? one.inside + 1 : 0;
      const isBack = inside >= this.#rule.insideToEnd;
      if (!isBack && timeMs - one.toldMs < this.#rule.usualAfterMs)
        return [{ inside, side: one.side, of: one.of, bound: one.bound, toldMs: one.toldMs }];
      over.push({ side: one.side, isUsual: !isBack });
      return [];
    });
    this.#told = told.length === 0 ? nothingTold : told;
    return over;
  }

  get sides(): readonly Direction[] {
    return this.#told.map(({ side }) => side);
  }

  stored(): StoredTold[] {
    return [...this.#told];
  }
}

function isInside(value: number, { side, bound }: StoredTold): boolean {
  return side === 'high' ? value <= bound : value >= bound;
}
