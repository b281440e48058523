/** Which limit a trend is told of: the first ahead that operators would be told of, were it crossed. */
import type { LimitName } from '../../../domain/recommendations/anomaly.ts';
import type { Definition } from '../../sensor-definition.ts';
import type { Direction } from '../detector.ts';

export interface Target {
  readonly name: LimitName;
  readonly value: number;
}

/** A warning limit is told where it is the only one on its side. */
export function targetOf(
  { levels: { warning, critical, emergency }, alarmLow, alarmHigh }: Definition,
  side: Direction,
  value: number,
): Target | null {
  if (side === 'low') return alarmLow !== null && alarmLow < value ? { name: 'alarm_low', value: alarmLow } : null;
  const told = known([
    ['critical', critical],
    ['alarm_high', alarmHigh],
    ['emergency', emergency],
  ]);
  const named = told.length > 0 ? told : known([['warning', warning]]);
  return named.filter((limit) => limit.value > value).sort((a, b) => a.value - b.value)[0] ?? null;
}

export function hasLimits({ levels: { warning, critical, emergency }, alarmLow, alarmHigh }: Definition): boolean {
  return [warning, critical, emergency, alarmLow, alarmHigh].some((limit) => limit !== null);
}

function known(limits: readonly (readonly [LimitName, number | null])[]): Target[] {
  return limits.flatMap(([name, value]) => (value === null ? [] : [{ name, value }]));
}
