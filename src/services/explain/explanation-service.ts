/** Gathers the evidence behind a recommendation, a kind of piece at a time; nothing is read that is not asked for. */
import type pg from 'pg';
import { readNeighbours } from '../../db/gold/machine-moment.ts';
import { readSeries } from '../../db/gold/performance.ts';
import { readSimilarCases } from '../../db/recommendations/similar-cases.ts';
import type { SensorDefinition } from '../../domain/equipment/equipment.ts';
import { withUnit } from '../../domain/quantity-text.ts';
import {
  type ExplainedFinding,
  type ExplainedLimit,
  type ExplainedNeighbour,
  type ExplainedSeries,
  foundSensors,
  momentOf,
  type SimilarCase,
} from '../../domain/recommendations/explanation.ts';
import type { Recommendation } from '../../domain/recommendations/recommendation.ts';
import { hourMs, minuteMs } from '../../domain/window.ts';
import { maxExplainedCases, maxExplainedNeighbours, maxExplainedSensors } from '../../limits.ts';
import { caseText, limitText, neighbourText, seriesText } from './piece-texts.ts';

/** How far back each sensor is looked at, and by what steps. */
const spans = [
  { spanMs: hourMs, bucketMs: minuteMs },
  { spanMs: 24 * hourMs, bucketMs: hourMs },
] as const;

type Sensors = readonly SensorDefinition[];

export interface ExplanationService {
  findings(recommendation: Recommendation): readonly ExplainedFinding[];
  /** Those of the sensors that were found, as they hold now. */
  limits(recommendation: Recommendation, sensors: Sensors): readonly ExplainedLimit[];
  /** Of the first sensors that were found, each by minutes and by hours. */
  series(recommendation: Recommendation, sensors: Sensors): Promise<readonly ExplainedSeries[]>;
  /** The machine's other sensors, the most unusual first. */
  neighbours(recommendation: Recommendation): Promise<readonly ExplainedNeighbour[]>;
  /** Newest first. */
  similarCases(recommendation: Recommendation): Promise<readonly SimilarCase[]>;
}

export function createExplanationService(pool: pg.Pool): ExplanationService {
  return {
    findings: ({ findings }) =>
      findings.map((finding, index) => ({
        kind: 'finding',
        pieceId: `F${index + 1}`,
        text: finding.sentence,
        finding,
      })),
    limits: (recommendation, sensors) =>
      foundSensors(recommendation)
        .flatMap((sensorType) => limitsOf(sensors, sensorType))
        .map((limit, index) => ({ ...limit, pieceId: `L${index + 1}` })),
    series: async (recommendation, sensors) => {
      const newestMs = Math.floor(momentOf(recommendation).getTime() / minuteMs) * minuteMs + minuteMs;
      const wanted = foundSensors(recommendation).slice(0, maxExplainedSensors);
      const each = wanted.flatMap((sensorType) => spans.map((span) => ({ sensorType, ...span })));
      const { siteId, equipmentId } = recommendation;
      const read = await Promise.all(
        each.map(async ({ sensorType, spanMs, bucketMs }) => {
          const range = { from: new Date(newestMs - spanMs), to: new Date(newestMs), bucketMs };
          const series = await readSeries(pool, { siteId, equipmentId, sensorType }, range);
          const unit = unitOf(sensors, sensorType);
          return { kind: 'series' as const, sensorType, unit, bucketMs, series, spanMs };
        }),
      );
      return read
        .filter(({ series }) => series.timestamps.length > 0)
        .map(({ spanMs, ...one }, index) => ({
          ...one,
          pieceId: `S${index + 1}`,
          text: seriesText(one.sensorType, one.unit, spanMs, one.series),
        }));
    },
    neighbours: async (recommendation) => {
      const at = momentOf(recommendation);
      const except = foundSensors(recommendation);
      const others = await readNeighbours(pool, recommendation, { at, except, first: maxExplainedNeighbours });
      return others.map((values, index) => ({
        kind: 'neighbour',
        pieceId: `N${index + 1}`,
        text: neighbourText(values),
        ...values,
      }));
    },
    similarCases: async (recommendation) => {
      const cases = await readSimilarCases(pool, recommendation, maxExplainedCases);
      return cases.map((past, index) => {
        const isSameMachine = past.equipmentId === recommendation.equipmentId;
        const text = caseText(past, isSameMachine);
        return { kind: 'case', pieceId: `C${index + 1}`, text, recommendation: past, isSameMachine };
      });
    },
  };
}

function unitOf(sensors: Sensors, wanted: string): string | null {
  return sensors.find(({ sensorType }) => sensorType === wanted)?.effectiveLimits.unit ?? null;
}

/** Without ids, which count over all sensors. */
function limitsOf(sensors: Sensors, wanted: string): Omit<ExplainedLimit, 'pieceId'>[] {
  const limits = sensors.find(({ sensorType }) => sensorType === wanted)?.effectiveLimits;
  if (limits === undefined) return [];
  const { unit, warning, critical, emergency, alarmLow, alarmHigh, warningLow, criticalLow, emergencyLow } = limits;
  const named = [
    ['warning', warning],
    ['critical', critical],
    ['emergency', emergency],
    ['alarm_low', alarmLow],
    ['alarm_high', alarmHigh],
    ['warning_low', warningLow],
    ['critical_low', criticalLow],
    ['emergency_low', emergencyLow],
  ] as const;
  return named.flatMap(([name, { value, source }]) =>
    value === null
      ? []
      : {
          kind: 'limit' as const,
          text: limitText(wanted, name, withUnit(value, unit), source),
          sensorType: wanted,
          name,
          value,
          unit,
          source,
        },
  );
}
