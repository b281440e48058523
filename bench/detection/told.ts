/** What operators would have been told of recorded series by the detectors that run by default, beside the labelled windows. */

import { unknownSensor } from '../../src/pipeline/sensor-definition.ts';
import type { TrialAlarm } from '../../src/pipeline/trial/trial-outcome.ts';
import { ToldAlarms } from '../../src/scoring/told-alarms.ts';

export interface ToldSeries {
  readonly name: string;
  readonly weeks: number;
  readonly alarms: number;
  /** Outside of every window. */
  readonly falseAlarms: number;
  readonly windows: number;
  readonly windowsTold: number;
}

export interface LabelledTime {
  readonly fromMs: number;
  readonly toMs: number;
}

const weekMs = 7 * 24 * 3_600_000;

export function toldOf(
  name: string,
  points: readonly { readonly timeMs: number; readonly value: number }[],
  windows: readonly LabelledTime[],
): ToldSeries {
  const told = new ToldAlarms(unknownSensor(name, 'value'));
  for (const { timeMs, value } of points) told.take(timeMs, value);
  const isIn = ({ when }: TrialAlarm, { fromMs, toMs }: LabelledTime): boolean =>
    when.getTime() >= fromMs && when.getTime() <= toMs;
  const spanMs = (points.at(-1)?.timeMs ?? 0) - (points[0]?.timeMs ?? 0);
  return {
    name,
    weeks: spanMs / weekMs,
    alarms: told.alarms.length,
    falseAlarms: told.alarms.filter((alarm) => !windows.some((window) => isIn(alarm, window))).length,
    windows: windows.length,
    windowsTold: windows.filter((window) => told.alarms.some((alarm) => isIn(alarm, window))).length,
  };
}

/** A table of all series, as text. */
export function toldTable(series: readonly ToldSeries[]): string {
  const line = ({ name, weeks, alarms, falseAlarms, windows, windowsTold }: ToldSeries): string =>
    `| ${name} | ${weeks.toFixed(1)} | ${alarms} | ${falseAlarms} | ${windowsTold} of ${windows} |`;
  const sum = (of: (one: ToldSeries) => number): number => series.reduce((total, one) => total + of(one), 0);
  return [
    '| series | weeks | told to operators | outside of every window | windows told |',
    '| --- | --- | --- | --- | --- |',
    ...series.map(line),
    line({
      name: 'all',
      weeks: sum(({ weeks }) => weeks),
      alarms: sum(({ alarms }) => alarms),
      falseAlarms: sum(({ falseAlarms }) => falseAlarms),
      windows: sum(({ windows }) => windows),
      windowsTold: sum(({ windowsTold }) => windowsTold),
    }),
  ].join('\n');
}
