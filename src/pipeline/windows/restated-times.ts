/** What a step of the log says of the time that remains in recommendations: estimated for the first time, anew, or over. */
import type { RestatedTime } from '../../db/recommendations/remaining-time-write.ts';
import type { EquipmentKey } from '../../domain/equipment/equipment.ts';
import { severities } from '../../domain/recommendations/severity.ts';
import type { Finding } from '../detect/detector.ts';
import { issueOf } from '../detect/issue.ts';
import type { WindowRestatement } from '../detect/window-detector.ts';
import type { Definition } from '../sensor-definition.ts';
import type { SilverReading } from '../silver.ts';
import type { JudgedEnding } from './judgement.ts';

export function restatedTimes(
  told: readonly { readonly reading: SilverReading; readonly finding: Finding }[],
  restated: readonly WindowRestatement[],
  definitionOf: (sensorId: number) => Definition,
): RestatedTime[] {
  const first = told.flatMap(({ reading: { definition, eventTimeMs }, finding }): RestatedTime[] => {
    const { remaining, severity } = finding;
    if (remaining === undefined) return [];
    const { siteId, equipmentId, sensorType } = definition;
    const issueType = `${issueOf(finding, definition)}_${severity}`;
    return [{ siteId, equipmentId, sensorType, issueType, remaining, atMs: eventTimeMs, isFirst: true }];
  });
  const again = restated.map(({ sensorId, issueType, remaining, atMs }): RestatedTime => {
    const { siteId, equipmentId, sensorType } = definitionOf(sensorId);
    return { siteId, equipmentId, sensorType, issueType, remaining, atMs, isFirst: false };
  });
  return [...first, ...again];
}

/** Under every level at which they may have been told. */
export function endedTrends(
  ended: readonly JudgedEnding[],
  definitionOf: (sensorId: number) => Definition,
): (EquipmentKey & { readonly issueType: string })[] {
  return ended
    .filter(({ detector }) => detector === 'trend')
    .flatMap(({ sensorId, issue }) => {
      const { siteId, equipmentId } = definitionOf(sensorId);
      return severities.map((severity) => ({ siteId, equipmentId, issueType: `${issue}_${severity}` }));
    });
}
