/** Cuts the rows of a statement into a page. */
import type { Page } from '../../domain/page.ts';

/** Rows asked for with one more than the page holds: that one only tells that there is a next page. */
export function pageOf<Row, Result>(rows: readonly Row[], first: number, map: (row: Row) => Result): Page<Result> {
  return { rows: rows.slice(0, first).map(map), hasNextPage: rows.length > first };
}
