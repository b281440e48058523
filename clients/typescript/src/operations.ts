/**
 * Typed operations for the common questions, as `npm run codegen` makes them of operations/*.graphql: an entry point of its own, so that
 * whoever brings their own operations loads none of them.
 */

export {
  AcknowledgeAlarmsDocument as AcknowledgeAlarms,
  AlarmCountsDocument as AlarmCounts,
  AlarmEventsDocument as AlarmEvents,
  AlarmLoadDocument as AlarmLoad,
  AlarmsDocument as Alarms,
  ApproveRecommendationDocument as ApproveRecommendation,
  CompleteRecommendationDocument as CompleteRecommendation,
  CurrentStatusDocument as CurrentStatus,
  DeferRecommendationDocument as DeferRecommendation,
  EquipmentStatusDocument as EquipmentStatus,
  IngestReadingsDocument as IngestReadings,
  IngestSeriesDocument as IngestSeries,
  MachinesDocument as Machines,
  OpenRecommendationsDocument as OpenRecommendations,
  PerformanceDocument as Performance,
  PipelineHealthDocument as PipelineHealth,
  QuarantineDocument as Quarantine,
  RecommendationDetailsDocument as RecommendationDetails,
  RejectRecommendationDocument as RejectRecommendation,
  SeriesDocument as Series,
  ShelveAlarmsDocument as ShelveAlarms,
  UnshelveAlarmsDocument as UnshelveAlarms,
} from './gen/graphql.ts';
