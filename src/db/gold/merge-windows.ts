/** The SQL by which windows are merged into longer ones, exactly. */

/**
 * SQL that merges parts (sensor_id, merged_start, n, mean, mean_low, m2, min_value, max_value, revision) to one row for each sensor and
 * merged_start, exactly: as differences from one of the merged means, so that nothing is lost where the spread is small beside the
 * value. The mean of the whole first, then M2 = Σ m2 + Σ n (mean − mean of the whole)².
 */
export function mergeWindowsSql(parts: string): string {
  return `
  WITH part AS (${parts}), shifted AS (
    SELECT *, first_value(mean) OVER merged AS pivot, mean - first_value(mean) OVER merged + mean_low AS shift
    FROM part WINDOW merged AS (PARTITION BY sensor_id, merged_start)
  ), centred AS (
    SELECT *, sum(n * shift) OVER merged / sum(n) OVER merged AS merged_shift
    FROM shifted WINDOW merged AS (PARTITION BY sensor_id, merged_start)
  )
  SELECT sensor_id, merged_start AS window_start, sum(n) AS reading_count, pivot AS mean, merged_shift AS mean_low,
         sum(m2) + sum(n * (shift - merged_shift) * (shift - merged_shift)) AS m2,
         min(min_value) AS min_value, max(max_value) AS max_value, sum(revision) AS revision
  FROM centred
  GROUP BY sensor_id, merged_start, pivot, merged_shift`;
}

/** The columns of a stored window that merging needs; the same of minutes and of hours. */
export const partColumns = `sensor_id, window_start, reading_count::double precision AS n, mean, mean_low, m2, min_value, max_value,
  revision::double precision AS revision`;
