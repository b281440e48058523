import { AndonError } from '../errors.ts';
import { maxRowsPerOperation } from '../limits.ts';

/** Limits the rows that an operation can ask for, whether sizes come from literals, variables or defaults. */
export interface RowBudget {
  take(rows: number): void;
  /** To be called before each event of a subscription, which is answered like an operation of its own. */
  renew(): void;
}

export function createRowBudget(): RowBudget {
  let taken = 0;
  return {
    take: (rows) => {
      taken += rows;
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
