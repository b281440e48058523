/** Lines in which `andon detection try` tells what a setting would have changed. */
import type { TrialReport } from '../../pipeline/trial/detection-trial.ts';

export function trialLines({
  from,
  to,
  sensors,
  sensorsTried,
  isCut,
  present,
  proposed,
  examples,
}: TrialReport): string[] {
  const span = `${from.toISOString().slice(0, 16)}Z to ${to.toISOString().slice(0, 16)}Z`;
  if (sensors === 0) return [`${span}: no sensor is judged otherwise by this setting.`];
  return [
    `${span}, ${sensorsTried} of ${sensors} sensors${isCut ? ' (a limit was reached: name a narrower place, or fewer days)' : ''}:`,
    `would have queued ${proposed.queued} instead of ${present.queued}, and recorded ${proposed.recorded} instead of ${present.recorded}`,
    ...examples.map(
      ({ change, when, siteId, severity, sentence }) =>
        `${change === 'added' ? '+' : '-'} ${when.toISOString().slice(0, 16)}Z ${siteId} ${severity}: ${sentence}`,
    ),
  ];
}
