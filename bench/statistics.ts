/** Percentile of unsorted values by nearest rank; NaN for none. */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
}

export function rounded(value: number, digits = 2): string {
  return Number.isFinite(value) ? value.toFixed(digits) : 'none';
}
