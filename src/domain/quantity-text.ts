/** How quantities are written in sentences for operators: four digits, a unit, a length of time. */

/** Four significant digits. */
export function rounded(value: number): string {
  return String(Number(value.toPrecision(4)));
}

export function withUnit(value: number, unit: string | null): string {
  return unit === null ? rounded(value) : `${rounded(value)} ${unit}`;
}

/** In days from two days on, in hours from two hours on, else in minutes. */
export function periodText(minutes: number): string {
  const hours = minutes / 60;
  if (hours >= 48) return `${Math.round(hours / 24)} days`;
  if (hours >= 2) return `${Math.round(hours)} hours`;
  return `${Math.round(minutes)} minutes`;
}

/** In whole seconds up to two minutes, then as a period. */
export function durationText(ms: number): string {
  return ms <= 120_000 ? `${Math.round(ms / 1_000)} s` : periodText(ms / 60_000);
}
