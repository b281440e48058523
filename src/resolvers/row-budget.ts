import { AndonError } from '../errors.ts';
import { maxRowsPerOperation } from '../limits.ts';

/** Limits the rows that an operation can ask for, whether sizes come from literals, variables or defaults. */
export interface RowBudget {
  take(rows: number): void;
  /** From now on what is taken is also counted for the caller. */
  countForCaller(): void;
  /** To be called before each event of a subscription, which is answered like an operation of its own. */
  renew(): void;
}

/** `spend` is told of the rows that count for the caller. */
export function createRowBudget(spend: (rows: number) => void = () => undefined): RowBudget {
  let taken = 0;
  let counts = false;
  return {
    countForCaller: () => {
      counts = true;
    },
    take: (rows) => {
      taken += rows;
      if (counts) spend(rows);
      if (taken > maxRowsPerOperation) {
        throw new AndonError(
          'TOO_COMPLEX',
          `The lists of one operation may hold ${maxRowsPerOperation} rows together; ask for fewer, or in several operations.`,
          { limit: maxRowsPerOperation },
        );
      }
    },
    renew: () => {
      taken = 0;
    },
  };
}
