/** The evidence behind a recommendation as structure: pieces, each with an id that an explanation in words refers to. */
import type { LimitSource } from '../equipment/equipment.ts';
import type { LimitName } from './anomaly.ts';
import type { RecommendationFinding } from './finding.ts';
import type { Recommendation } from './recommendation.ts';

interface Piece {
  /** Unique within its recommendation: a letter for the kind, and the place among its like. */
  readonly pieceId: string;
  /** What it says, in one sentence with its unit. */
  readonly text: string;
}

export interface ExplainedFinding extends Piece {
  readonly kind: 'finding';
  readonly finding: RecommendationFinding;
}

/** A limit of a sensor that was found, as it holds now. */
export interface ExplainedLimit extends Piece {
  readonly kind: 'limit';
  readonly sensorType: string;
  readonly name: LimitName;
  readonly value: number;
  readonly unit: string | null;
  readonly source: LimitSource;
}

/** The windows of one sensor up to the moment of the evidence: an hour by minutes, or a day by hours. */
export interface ExplainedSeries extends Piece {
  readonly kind: 'series';
  readonly sensorType: string;
  readonly unit: string | null;
  readonly bucketMs: number;
  /** Columns of equal length; buckets without readings are not among them. */
  readonly series: SeriesColumns;
}

export interface SeriesColumns {
  readonly timestamps: readonly Date[];
  readonly avg: readonly number[];
  readonly min: readonly number[];
  readonly max: readonly number[];
}

/** What another sensor of the machine measured at that moment. */
export interface ExplainedNeighbour extends Piece, NeighbourValues {
  readonly kind: 'neighbour';
}

export interface NeighbourValues {
  readonly sensorType: string;
  readonly unit: string | null;
  /** Start of its one-minute window. */
  readonly windowStart: Date;
  readonly avgValue: number;
  readonly minValue: number;
  readonly maxValue: number;
  /** Mean of its windows of the 24 hours before; null where there is none. */
  readonly dayMean: number | null;
  /** Distance of the window from that mean, in standard deviations of the day's windows; null where these do not vary. */
  readonly deviation: number | null;
}

/** An earlier recommendation for the same issue that was decided, with what came of it. */
export interface SimilarCase extends Piece {
  readonly kind: 'case';
  readonly recommendation: Recommendation;
  readonly isSameMachine: boolean;
}

export type ExplanationPiece = ExplainedFinding | ExplainedLimit | ExplainedSeries | ExplainedNeighbour | SimilarCase;

/** The moment that the evidence is about: that of its newest finding; of another program's recommendation, when it was raised. */
export function momentOf({ findings, createdAt }: Pick<Recommendation, 'findings' | 'createdAt'>): Date {
  return findings.at(-1)?.at ?? createdAt;
}

/** The sensors that were found, first in time first, each once. */
export function foundSensors({ findings }: Pick<Recommendation, 'findings'>): readonly string[] {
  return [...new Set(findings.map(({ sensorType }) => sensorType))];
}
