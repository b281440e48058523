/** The types of pieces of evidence: findings, limits, series, neighbours and similar cases. */
import type {
  ExplainedFinding,
  ExplainedLimit,
  ExplainedNeighbour,
  ExplainedSeries,
  SimilarCase,
} from '../../domain/recommendations/explanation.ts';
import { builder } from '../builder.ts';
import { limitSourceType } from '../equipment/limit-source.ts';
import { seriesType } from '../performance/series-type.ts';
import { recommendationFindingType } from '../recommendations/recommendation-finding.ts';
import { recommendationType } from '../recommendations/recommendation-type.ts';
import { explanationPieceType, typeOfPiece } from './explanation-piece.ts';

const sensorType = 'What is measured, such as `temperature`; with the machine it names one sensor.';
const unit = 'The sensor’s unit; null where nobody has said.';

export const explainedFindingType = builder.objectRef<ExplainedFinding>(typeOfPiece.finding).implement({
  description: 'What was found about the machine.',
  interfaces: [explanationPieceType],
  fields: (t) => ({
    finding: t.expose('finding', { type: recommendationFindingType, description: 'The finding itself.' }),
  }),
});

export const explainedLimitType = builder.objectRef<ExplainedLimit>(typeOfPiece.limit).implement({
  description: 'A limit of a sensor that was found, as it holds now.',
  interfaces: [explanationPieceType],
  fields: (t) => ({
    sensorType: t.exposeString('sensorType', { description: sensorType }),
    name: t.exposeString('name', {
      description: 'warning, critical, emergency, alarm_low, alarm_high, warning_low, critical_low or emergency_low.',
    }),
    value: t.exposeFloat('value', { description: 'The limit, in `unit`.' }),
    unit: t.exposeString('unit', { nullable: true, description: unit }),
    source: t.expose('source', { type: limitSourceType, description: 'The origin of the limit: OWN or TYPE.' }),
  }),
});

export const explainedSeriesType = builder.objectRef<ExplainedSeries>(typeOfPiece.series).implement({
  description: 'What a sensor that was found measured up to the newest finding: an hour by minutes, or a day by hours.',
  interfaces: [explanationPieceType],
  fields: (t) => ({
    sensorType: t.exposeString('sensorType', { description: sensorType }),
    unit: t.exposeString('unit', { nullable: true, description: unit }),
    bucketMs: t.exposeInt('bucketMs', { description: 'Span of each point, in ms: 60,000 or 3,600,000.' }),
    series: t.expose('series', { type: seriesType, description: 'At most 60 or 24 points, oldest first.' }),
  }),
});

export const explainedNeighbourType = builder.objectRef<ExplainedNeighbour>(typeOfPiece.neighbour).implement({
  description:
    'What another sensor of the machine measured in the minute of the newest finding, or up to 10 min before.',
  interfaces: [explanationPieceType],
  fields: (t) => ({
    sensorType: t.exposeString('sensorType', { description: sensorType }),
    unit: t.exposeString('unit', { nullable: true, description: unit }),
    windowStart: t.expose('windowStart', { type: 'DateTime', description: 'Start of the one-minute window.' }),
    avgValue: t.exposeFloat('avgValue', { description: 'Mean of the window, in `unit`.' }),
    minValue: t.exposeFloat('minValue', { description: 'Smallest value of the window, in `unit`.' }),
    maxValue: t.exposeFloat('maxValue', { description: 'Largest value of the window, in `unit`.' }),
    dayMean: t.exposeFloat('dayMean', {
      nullable: true,
      description: 'Mean of its windows of the 24 hours before, in `unit`; null where there is none.',
    }),
    deviation: t.exposeFloat('deviation', {
      nullable: true,
      description:
        'Distance from that mean, in standard deviations of the windows of those 24 hours; null where they do not vary.',
    }),
  }),
});

export const similarCaseType = builder.objectRef<SimilarCase>(typeOfPiece.case).implement({
  description: 'An earlier recommendation for the same issue that was decided, at a machine of the same type and site.',
  interfaces: [explanationPieceType],
  fields: (t) => ({
    recommendation: t.expose('recommendation', {
      type: recommendationType,
      description: 'The recommendation with its decision: status, reason, notes, outcome.',
    }),
    isSameMachine: t.exposeBoolean('isSameMachine', { description: 'Whether it was this machine.' }),
  }),
});
