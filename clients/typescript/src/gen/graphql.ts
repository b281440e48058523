/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocument as DocumentTypeDecoration } from '../operation.ts';
/** What an alarm is about. */
export type AlarmClass =
  /** A sensor, or a whole machine, that is silent, or a value that is stuck. */
  | 'INSTRUMENT'
  /** What is measured, or the machine. */
  | 'PROCESS';

/** Conditions that all have to hold of the alarm as it was after the transition; an absent one does not restrict. */
export type AlarmEventFilter = {
  /** These classes only. */
  classes?: Array<AlarmClass> | null | undefined;
  /** This equipment only, by names or global ids. */
  equipmentIds?: Array<string> | null | undefined;
  /** Active since this time or later. */
  from?: string | null | undefined;
  /** Of these groups of floods only. */
  groupIds?: Array<string> | null | undefined;
  /** Only those whose condition was true then, or only the others. */
  isActive?: boolean | null | undefined;
  /** Only those that are told under the line of another one in a flood, or the others. */
  isFolded?: boolean | null | undefined;
  /** These severities only. */
  severities?: Array<Severity> | null | undefined;
  /** These sites only. */
  siteIds?: Array<string> | null | undefined;
  /** These states only. */
  states?: Array<AlarmState> | null | undefined;
  /** Active since before this time. */
  to?: string | null | undefined;
};

/** What happened to an alarm: its transitions. */
export type AlarmEventKind =
  /** Somebody has seen it. */
  | 'ACKNOWLEDGED'
  /** Somebody wrote a note. */
  | 'COMMENTED'
  /** Somebody says that what was to be done is done. */
  | 'CONFIRMED'
  /** It became active. */
  | 'RAISED'
  /** It is told again, since it is still active. */
  | 'REALARMED'
  /** It was latched, and was reset. */
  | 'RESET'
  /** It returned to normal. */
  | 'RETURNED'
  /** It was put back into service. */
  | 'RETURNED_TO_SERVICE'
  /** It was shelved until it returns to normal. */
  | 'SHELVED_ONE_SHOT'
  /** It was shelved until a time. */
  | 'SHELVED_TIMED'
  /** Its horn was turned off. */
  | 'SILENCED'
  /** It was suppressed by design. */
  | 'SUPPRESSED'
  /** It was taken out of service. */
  | 'TAKEN_OUT_OF_SERVICE'
  /** Its shelf ended, by somebody or by time. */
  | 'UNSHELVED'
  /** It is suppressed no more. */
  | 'UNSUPPRESSED'
  /** It became more severe while it was active. */
  | 'WORSENED';

/** Conditions that all have to hold; an absent one does not restrict, but where nothing is said of states, of being active, standing, stale or chattering, the list is of what is shown. */
export type AlarmFilter = {
  /** Equipment at these locations only. */
  areas?: Array<string> | null | undefined;
  /** These classes only. */
  classes?: Array<AlarmClass> | null | undefined;
  /** This equipment only, by names or global ids. */
  equipmentIds?: Array<string> | null | undefined;
  /** Active since this time or later. */
  from?: string | null | undefined;
  /** Of these groups of floods only. */
  groupIds?: Array<string> | null | undefined;
  /** Only those whose condition is true now, or only the others. */
  isActive?: boolean | null | undefined;
  /** Only those that became active three times within a minute in the last 24 hours, or the others. */
  isChattering?: boolean | null | undefined;
  /** Only those that are told under the line of another one in a flood, or the others. */
  isFolded?: boolean | null | undefined;
  /** Only those that stand and have been active for 24 hours, or the others. */
  isStale?: boolean | null | undefined;
  /** Only those before operators (active, neither shelved nor suppressed nor out of service), or the others. */
  isStanding?: boolean | null | undefined;
  /** These severities only. */
  severities?: Array<Severity> | null | undefined;
  /** These sites only. */
  siteIds?: Array<string> | null | undefined;
  /** These states only. */
  states?: Array<AlarmState> | null | undefined;
  /** Found in the problem, the equipment or the sentence, in any case. */
  text?: string | null | undefined;
  /** Active since before this time. */
  to?: string | null | undefined;
};

/** An alarm that something is done about. */
export type AlarmReference = {
  /** The version that was seen: if the alarm has changed since, the answer is CONFLICT. */
  expectedVersion?: number | null | undefined;
  /** By its global id, that of a snapshot, or `alarmId`. */
  id: string;
};

/** Whether an alarm is shelved. */
export type AlarmShelving =
  /** Until it returns to normal. */
  | 'ONE_SHOT'
  /** Until `shelvedUntil`. */
  | 'TIMED'
  /** It is not. */
  | 'UNSHELVED';

/** One word for all states of an alarm: the first of these that holds. */
export type AlarmState =
  /** Active and acknowledged. */
  | 'ACKNOWLEDGED'
  /** Normal again, and stays until it is reset. */
  | 'LATCHED'
  /** None of these. */
  | 'NORMAL'
  /** Taken out of service. */
  | 'OUT_OF_SERVICE'
  /** Normal again, and nobody has acknowledged it. */
  | 'RETURNED'
  /** Shelved, until a time or until it returns to normal. */
  | 'SHELVED'
  /** Suppressed by design. */
  | 'SUPPRESSED'
  /** Active, and nobody has acknowledged it. */
  | 'UNACKNOWLEDGED';

/** How an outage of the equipment would affect the site. */
export type Criticality =
  /** The site stands still. */
  | 'CRITICAL'
  /** A main line stands still. */
  | 'HIGH'
  /** Hardly noticed. */
  | 'LOW'
  /** Output falls. */
  | 'MEDIUM';

/** Conditions that all have to hold; an absent one does not restrict. */
export type EquipmentFilter = {
  /** These criticalities only. */
  criticalities?: Array<Criticality> | null | undefined;
  /** This equipment only, by names or global ids. */
  equipmentIds?: Array<string> | null | undefined;
  /** These types only, such as `crusher`. */
  equipmentTypes?: Array<string> | null | undefined;
  /** True: equipment in service only; false: equipment out of service only. */
  isActive?: boolean | null | undefined;
  /** These sites only. */
  siteIds?: Array<string> | null | undefined;
};

/** How old the latest value of a sensor is. */
export type Freshness =
  /** At most 60 seconds old. */
  | 'CURRENT'
  /** More than 300 seconds old. */
  | 'STALE'
  /** More than 60 and at most 300 seconds old. */
  | 'WARNING';

/** The overall state of the server. */
export type HealthStatus =
  /** It works, late or in part; `reasons` says why. */
  | 'DEGRADED'
  /** The database does not answer, or takes no writes: nothing is stored, no alarm is raised. */
  | 'DOWN'
  /** Everything works. */
  | 'OK';

/** Quality of a reading, in OPC’s three classes. */
export type Quality =
  /** The value must not be relied on. */
  | 'BAD'
  /** The device vouches for the value. */
  | 'GOOD'
  /** The value may be wrong; it is stored, and shown with a mark. */
  | 'UNCERTAIN';

/** Conditions that all have to hold; an absent one does not restrict. */
export type QuarantineFilter = {
  /** These reasons only, such as INVALID_VALUE. */
  codes?: Array<string> | null | undefined;
  /** This equipment only, by names or global ids. */
  equipmentIds?: Array<string> | null | undefined;
  /** At or after this time of arrival. */
  from?: string | null | undefined;
  /** True: entries that were replayed and accepted only; false: open entries only. */
  replayed?: boolean | null | undefined;
  /** These sensors only. */
  sensorTypes?: Array<string> | null | undefined;
  /** These sites only. */
  siteIds?: Array<string> | null | undefined;
  /** Before this time of arrival. */
  to?: string | null | undefined;
};

/** One reading of one sensor: give `equipmentId` and `sensorType`, or `tagPath`. In variables, an error in one reading is answered in `rejected` and does not affect the others; fields that are not listed here are kept in `attributes`. */
export type ReadingInput = {
  /** Further fields to store with the reading: a JSON object of at most 8,192 characters. */
  attributes?: unknown;
  /** The equipment by its name, 1…200 characters, or by its global id; an unknown name is added. */
  equipmentId?: string | null | undefined;
  /** The sender’s own id of the reading, 1…200 characters, unique within the site: sent again, the reading is a duplicate; with another value or sensor it is rejected. */
  eventId?: string | null | undefined;
  /** Quality of the value; absent: GOOD. */
  quality?: Quality | null | undefined;
  /** What is measured, 1…200 characters, such as `temperature`. */
  sensorType?: string | null | undefined;
  /** The site, 1…200 characters; absent: the only site of the caller’s key, else `default`. */
  siteId?: string | null | undefined;
  /** Ignition’s path, such as `[default]Mining/Equipment/HT_001/Speed_KPH`: the last folder is the equipment, the tag the sensor; at most 1,000 characters. */
  tagPath?: string | null | undefined;
  /** When it was measured, RFC 3339 with a zone or milliseconds since 1970: at most 5 minutes ahead of the server, and not older than its retention. */
  timestamp?: string | null | undefined;
  /** Unit of the value, 1…50 characters; absent: the sensor’s own. */
  units?: string | null | undefined;
  /** The value: a finite number, a text or true/false; null with quality BAD where the source has no value. A text in decimal digits becomes a number where the sensor has a unit or had numbers before. */
  value?: number | string | boolean | null | undefined;
};

/** What happened to a recommendation. Subscribers get CHANGED and DELETED only if they name them in `kinds`. */
export type RecommendationEventKind =
  /** A finding joined it (`joined`), or another program changed something else of it, such as severity or texts. */
  | 'CHANGED'
  /** It was raised. */
  | 'CREATED'
  /** Another program deleted it, or moved it to another site, equipment or issue; `recommendation` is its last state there. */
  | 'DELETED'
  /** Its status changed, by an operator, by another program or because it was due. */
  | 'STATUS_CHANGED';

/** Conditions that all have to hold; an absent one does not restrict. In a subscription it is applied to the recommendation as it was at the event. */
export type RecommendationFilter = {
  /** This equipment only, by names or global ids. */
  equipmentIds?: Array<string> | null | undefined;
  /** At or after this time of creation. */
  from?: string | null | undefined;
  /** These kinds of trouble only. */
  issueTypes?: Array<string> | null | undefined;
  /** These severities only. */
  severities?: Array<Severity> | null | undefined;
  /** These sites only. */
  siteIds?: Array<string> | null | undefined;
  /** These statuses only. */
  statuses?: Array<RecommendationStatus> | null | undefined;
  /** Before this time of creation. */
  to?: string | null | undefined;
};

/** Status of a recommendation. PENDING becomes APPROVED, REJECTED, DEFERRED or EXPIRED; DEFERRED becomes PENDING again when it is due, or is decided before; APPROVED becomes EXECUTED. */
export type RecommendationStatus =
  /** An operator has approved it; the work is not done yet. */
  | 'APPROVED'
  /** Deferred until `deferUntil`, then PENDING again. */
  | 'DEFERRED'
  /** The work is done, with an outcome. Final. */
  | 'EXECUTED'
  /** It expired before an operator decided: a worse one took its place, what it is about returned to normal, or its sensor was removed. Final. */
  | 'EXPIRED'
  /** It waits for the decision of an operator. */
  | 'PENDING'
  /** An operator has rejected it, with a reason. Final. */
  | 'REJECTED';

/** How long one window of statistics is; windows begin at whole UTC minutes, hours or days. */
export type Resolution =
  /** 24 hours in UTC, merged exactly from the minutes. */
  | 'DAY'
  /** 60 minutes, merged exactly from the minutes. */
  | 'HOUR'
  /** 60 seconds. */
  | 'MINUTE';

/** Many readings of one sensor as columns of equal length: give `equipmentId` and `sensorType`, or `tagPath`. */
export type SeriesInput = {
  /** The equipment by its name, 1…200 characters, or by its global id; an unknown name is added. */
  equipmentId?: string | null | undefined;
  /** Quality of each value; absent or null: GOOD. */
  qualities?: Array<Quality | null | undefined> | null | undefined;
  /** What is measured, 1…200 characters. */
  sensorType?: string | null | undefined;
  /** The site, 1…200 characters; absent: the only site of the caller’s key, else `default`. */
  siteId?: string | null | undefined;
  /** Ignition’s path: the last folder is the equipment, the tag the sensor; at most 1,000 characters. */
  tagPath?: string | null | undefined;
  /** When each was measured, RFC 3339 with a zone or milliseconds since 1970. */
  timestamps: Array<string | null | undefined>;
  /** Unit of the values, 1…50 characters; absent: the sensor’s own. */
  units?: string | null | undefined;
  /** The values, finite numbers; null with quality BAD where the source has no value. Any other is rejected by itself. */
  values: Array<number | null | undefined>;
};

/** How serious an anomaly or a recommendation is. */
export type Severity =
  /** Above the emergency limit, or more than 4 standard deviations: act immediately. */
  | 'CRITICAL'
  /** Above the critical limit, or more than 3 standard deviations. */
  | 'HIGH'
  /** More than 2 standard deviations from the baseline. */
  | 'LOW'
  /** Above the warning limit, or more than 2.5 standard deviations. */
  | 'MEDIUM';

/** Conditions that all have to hold; an absent one does not restrict. */
export type StatusFilter = {
  /** This equipment only, by names or global ids. */
  equipmentIds?: Array<string> | null | undefined;
  /** Values of these ages only; of equipment in service, unless `isActive` says otherwise. */
  freshness?: Array<Freshness> | null | undefined;
  /** Equipment in service only, or out of service only. */
  isActive?: boolean | null | undefined;
  /** These qualities only. */
  qualities?: Array<Quality> | null | undefined;
  /** These sensor types only. */
  sensorTypes?: Array<string> | null | undefined;
  /** These sites only. */
  siteIds?: Array<string> | null | undefined;
};

export type AlarmRowFragment = { alarmId: string, version: number, siteId: string, equipmentId: string, problem: string, sentence: string, severity: Severity, state: AlarmState, isActive: boolean, isAcknowledged: boolean, shelving: AlarmShelving, shelvedUntil: string | null, value: number | null, unit: string | null, limitValue: number | null, activeSince: string, returnedAt: string | null, acknowledgedBy: string | null, changedAt: string };

export type AlarmsQueryVariables = Exact<{
  filter?: AlarmFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type AlarmsQuery = { alarmEventHead: string, alarms: { totalCount: number, edges: Array<{ node: { alarmId: string, version: number, siteId: string, equipmentId: string, problem: string, sentence: string, severity: Severity, state: AlarmState, isActive: boolean, isAcknowledged: boolean, shelving: AlarmShelving, shelvedUntil: string | null, value: number | null, unit: string | null, limitValue: number | null, activeSince: string, returnedAt: string | null, acknowledgedBy: string | null, changedAt: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type AlarmCountsQueryVariables = Exact<{
  filter?: AlarmFilter | null | undefined;
}>;


export type AlarmCountsQuery = { alarmCounts: { total: number, active: number, unacknowledged: number, shelved: number, bySeverity: Array<{ severity: Severity, count: number }>, bySite: Array<{ siteId: string, count: number, worst: Severity | null }> } };

export type AcknowledgeAlarmsMutationVariables = Exact<{
  alarms: Array<AlarmReference> | AlarmReference;
  note?: string | null | undefined;
}>;


export type AcknowledgeAlarmsMutation = { acknowledgeAlarms: Array<{ id: string, code: string | null, message: string | null, alarm: { alarmId: string, version: number, siteId: string, equipmentId: string, problem: string, sentence: string, severity: Severity, state: AlarmState, isActive: boolean, isAcknowledged: boolean, shelving: AlarmShelving, shelvedUntil: string | null, value: number | null, unit: string | null, limitValue: number | null, activeSince: string, returnedAt: string | null, acknowledgedBy: string | null, changedAt: string } | null }> };

export type ShelveAlarmsMutationVariables = Exact<{
  alarms: Array<AlarmReference> | AlarmReference;
  reason: string;
  until?: string | null | undefined;
}>;


export type ShelveAlarmsMutation = { shelveAlarms: Array<{ id: string, code: string | null, message: string | null, alarm: { alarmId: string, version: number, siteId: string, equipmentId: string, problem: string, sentence: string, severity: Severity, state: AlarmState, isActive: boolean, isAcknowledged: boolean, shelving: AlarmShelving, shelvedUntil: string | null, value: number | null, unit: string | null, limitValue: number | null, activeSince: string, returnedAt: string | null, acknowledgedBy: string | null, changedAt: string } | null }> };

export type UnshelveAlarmsMutationVariables = Exact<{
  alarms: Array<AlarmReference> | AlarmReference;
  note?: string | null | undefined;
}>;


export type UnshelveAlarmsMutation = { unshelveAlarms: Array<{ id: string, code: string | null, message: string | null, alarm: { alarmId: string, version: number, siteId: string, equipmentId: string, problem: string, sentence: string, severity: Severity, state: AlarmState, isActive: boolean, isAcknowledged: boolean, shelving: AlarmShelving, shelvedUntil: string | null, value: number | null, unit: string | null, limitValue: number | null, activeSince: string, returnedAt: string | null, acknowledgedBy: string | null, changedAt: string } | null }> };

export type AlarmEventsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  kinds?: Array<AlarmEventKind> | AlarmEventKind | null | undefined;
  filter?: AlarmEventFilter | null | undefined;
}>;


export type AlarmEventsSubscription = { alarmEvents: { cursor: string, previousCursor: string, number: number, kind: AlarmEventKind, occurredAt: string, operatorId: string | null, note: string | null, alarm: { alarmId: string, version: number, siteId: string, equipmentId: string, problem: string, sentence: string, severity: Severity, state: AlarmState, isActive: boolean, isAcknowledged: boolean, shelving: AlarmShelving, shelvedUntil: string | null, value: number | null, unit: string | null, limitValue: number | null, activeSince: string, returnedAt: string | null, acknowledgedBy: string | null, changedAt: string } } };

export type MachinesQueryVariables = Exact<{
  filter?: EquipmentFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type MachinesQuery = { equipmentList: { edges: Array<{ node: { siteId: string, equipmentId: string, equipmentType: string, manufacturer: string | null, model: string | null, location: string | null, criticality: Criticality, isActive: boolean } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type CurrentStatusQueryVariables = Exact<{
  filter?: StatusFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type CurrentStatusQuery = { currentStatus: { edges: Array<{ node: { siteId: string, equipmentId: string, sensorType: string, value: number | string | boolean | null, units: string | null, quality: Quality, lastUpdated: string, freshness: Freshness } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type EquipmentStatusSubscriptionVariables = Exact<{
  siteId?: string | null | undefined;
  equipmentIds?: Array<string> | string | null | undefined;
  minIntervalMs?: number | null | undefined;
}>;


export type EquipmentStatusSubscription = { equipmentStatus: Array<{ siteId: string, equipmentId: string, sensorType: string, value: number | string | boolean | null, units: string | null, quality: Quality, lastUpdated: string, freshness: Freshness }> };

export type PerformanceQueryVariables = Exact<{
  equipmentId: string;
  sensorType: string;
  from: string;
  to: string;
  resolution?: Resolution | null | undefined;
  siteId?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type PerformanceQuery = { performance: { edges: Array<{ node: { windowStart: string, windowEnd: string, avgValue: number, minValue: number, maxValue: number, stddevValue: number, readingCount: number, badCount: number, revision: number, isFinal: boolean } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type SeriesQueryVariables = Exact<{
  equipmentId: string;
  sensorType: string;
  from: string;
  to: string;
  points?: number | null | undefined;
  siteId?: string | null | undefined;
}>;


export type SeriesQuery = { series: { timestamps: Array<string>, avg: Array<number>, min: Array<number>, max: Array<number> } };

export type IngestReadingsMutationVariables = Exact<{
  readings: Array<ReadingInput> | ReadingInput;
}>;


export type IngestReadingsMutation = { ingestReadings: { accepted: number, duplicates: number, rejected: Array<{ index: number, code: string, message: string }> } };

export type IngestSeriesMutationVariables = Exact<{
  series: Array<SeriesInput> | SeriesInput;
}>;


export type IngestSeriesMutation = { ingestSeries: { accepted: number, duplicates: number, rejected: Array<{ index: number, code: string, message: string }> } };

export type QuarantineQueryVariables = Exact<{
  filter?: QuarantineFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type QuarantineQuery = { quarantine: { edges: Array<{ node: { id: string, code: string, message: string, siteId: string | null, equipmentId: string | null, sensorType: string | null, eventTime: string | null, original: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type PipelineHealthQueryVariables = Exact<{ [key: string]: never; }>;


export type PipelineHealthQuery = { pipelineHealth: { status: HealthStatus, reasons: Array<string>, warnings: Array<string>, watermarkAgeMs: number | null, equipmentCount: number | null, sensorCount: number | null, reportingSensorCount: number | null } };

export type RecommendationRowFragment = { recommendationId: string, version: number, siteId: string, equipmentId: string, issueType: string, severity: Severity, status: RecommendationStatus, issueDescription: string | null, recommendedAction: string | null, confidenceScore: number | null, operatorId: string | null, operatorNotes: string | null, deferUntil: string | null, rejectionReason: string | null, createdAt: string, updatedAt: string };

export type OpenRecommendationsQueryVariables = Exact<{
  filter?: RecommendationFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type OpenRecommendationsQuery = { recommendations: { edges: Array<{ node: { recommendationId: string, version: number, siteId: string, equipmentId: string, issueType: string, severity: Severity, status: RecommendationStatus, issueDescription: string | null, recommendedAction: string | null, confidenceScore: number | null, operatorId: string | null, operatorNotes: string | null, deferUntil: string | null, rejectionReason: string | null, createdAt: string, updatedAt: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type RecommendationDetailsQueryVariables = Exact<{
  id: string;
}>;


export type RecommendationDetailsQuery = { recommendation: { rootCauseAnalysis: string | null, expectedOutcome: string | null, outcome: string | null, resolved: boolean | null, normalSince: string | null, recommendationId: string, version: number, siteId: string, equipmentId: string, issueType: string, severity: Severity, status: RecommendationStatus, issueDescription: string | null, recommendedAction: string | null, confidenceScore: number | null, operatorId: string | null, operatorNotes: string | null, deferUntil: string | null, rejectionReason: string | null, createdAt: string, updatedAt: string, equipment: { equipmentType: string, manufacturer: string | null, model: string | null, location: string | null, criticality: Criticality } | null, anomaly: { sensorType: string, detector: string, value: number, severity: Severity, eventTime: string, limitName: string | null, limitValue: number | null } | null, history: Array<{ kind: RecommendationEventKind, oldStatus: RecommendationStatus | null, newStatus: RecommendationStatus, occurredAt: string, operatorId: string | null, operatorNotes: string | null, rejectionReason: string | null, deferUntil: string | null, outcome: string | null }> } | null };

export type ApproveRecommendationMutationVariables = Exact<{
  id: string;
  notes?: string | null | undefined;
  expectedVersion?: number | null | undefined;
}>;


export type ApproveRecommendationMutation = { approveRecommendation: { recommendationId: string, version: number, siteId: string, equipmentId: string, issueType: string, severity: Severity, status: RecommendationStatus, issueDescription: string | null, recommendedAction: string | null, confidenceScore: number | null, operatorId: string | null, operatorNotes: string | null, deferUntil: string | null, rejectionReason: string | null, createdAt: string, updatedAt: string } };

export type RejectRecommendationMutationVariables = Exact<{
  id: string;
  reason: string;
  notes?: string | null | undefined;
  expectedVersion?: number | null | undefined;
}>;


export type RejectRecommendationMutation = { rejectRecommendation: { recommendationId: string, version: number, siteId: string, equipmentId: string, issueType: string, severity: Severity, status: RecommendationStatus, issueDescription: string | null, recommendedAction: string | null, confidenceScore: number | null, operatorId: string | null, operatorNotes: string | null, deferUntil: string | null, rejectionReason: string | null, createdAt: string, updatedAt: string } };

export type DeferRecommendationMutationVariables = Exact<{
  id: string;
  until: string;
  notes?: string | null | undefined;
  expectedVersion?: number | null | undefined;
}>;


export type DeferRecommendationMutation = { deferRecommendation: { recommendationId: string, version: number, siteId: string, equipmentId: string, issueType: string, severity: Severity, status: RecommendationStatus, issueDescription: string | null, recommendedAction: string | null, confidenceScore: number | null, operatorId: string | null, operatorNotes: string | null, deferUntil: string | null, rejectionReason: string | null, createdAt: string, updatedAt: string } };

export type CompleteRecommendationMutationVariables = Exact<{
  id: string;
  outcome: string;
  resolved: boolean;
}>;


export type CompleteRecommendationMutation = { completeRecommendation: { recommendationId: string, version: number, siteId: string, equipmentId: string, issueType: string, severity: Severity, status: RecommendationStatus, issueDescription: string | null, recommendedAction: string | null, confidenceScore: number | null, operatorId: string | null, operatorNotes: string | null, deferUntil: string | null, rejectionReason: string | null, createdAt: string, updatedAt: string } };

export type AlarmLoadQueryVariables = Exact<{
  from?: string | null | undefined;
  to?: string | null | undefined;
}>;


export type AlarmLoadQuery = { alarmLoad: { from: string, to: string, total: number, perHour: number, peakPer10Minutes: number, percentTimeInFlood: number, stale: number, bySeverity: Array<{ severity: Severity, count: number }> } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const AlarmRowFragmentDoc = new TypedDocumentString(`
    fragment AlarmRow on Alarm {
  alarmId
  version
  siteId
  equipmentId
  problem
  sentence
  severity
  state
  isActive
  isAcknowledged
  shelving
  shelvedUntil
  value
  unit
  limitValue
  activeSince
  returnedAt
  acknowledgedBy
  changedAt
}
    `, {"fragmentName":"AlarmRow"}) as unknown as TypedDocumentString<AlarmRowFragment, unknown>;
export const RecommendationRowFragmentDoc = new TypedDocumentString(`
    fragment RecommendationRow on Recommendation {
  recommendationId
  version
  siteId
  equipmentId
  issueType
  severity
  status
  issueDescription
  recommendedAction
  confidenceScore
  operatorId
  operatorNotes
  deferUntil
  rejectionReason
  createdAt
  updatedAt
}
    `, {"fragmentName":"RecommendationRow"}) as unknown as TypedDocumentString<RecommendationRowFragment, unknown>;
export const AlarmsDocument = new TypedDocumentString(`
    query Alarms($filter: AlarmFilter, $first: Int, $after: String) {
  alarmEventHead
  alarms(filter: $filter, first: $first, after: $after) {
    totalCount
    edges {
      node {
        ...AlarmRow
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment AlarmRow on Alarm {
  alarmId
  version
  siteId
  equipmentId
  problem
  sentence
  severity
  state
  isActive
  isAcknowledged
  shelving
  shelvedUntil
  value
  unit
  limitValue
  activeSince
  returnedAt
  acknowledgedBy
  changedAt
}`) as unknown as TypedDocumentString<AlarmsQuery, AlarmsQueryVariables>;
export const AlarmCountsDocument = new TypedDocumentString(`
    query AlarmCounts($filter: AlarmFilter) {
  alarmCounts(filter: $filter) {
    total
    active
    unacknowledged
    shelved
    bySeverity {
      severity
      count
    }
    bySite {
      siteId
      count
      worst
    }
  }
}
    `) as unknown as TypedDocumentString<AlarmCountsQuery, AlarmCountsQueryVariables>;
export const AcknowledgeAlarmsDocument = new TypedDocumentString(`
    mutation AcknowledgeAlarms($alarms: [AlarmReference!]!, $note: String) {
  acknowledgeAlarms(alarms: $alarms, note: $note) {
    id
    code
    message
    alarm {
      ...AlarmRow
    }
  }
}
    fragment AlarmRow on Alarm {
  alarmId
  version
  siteId
  equipmentId
  problem
  sentence
  severity
  state
  isActive
  isAcknowledged
  shelving
  shelvedUntil
  value
  unit
  limitValue
  activeSince
  returnedAt
  acknowledgedBy
  changedAt
}`) as unknown as TypedDocumentString<AcknowledgeAlarmsMutation, AcknowledgeAlarmsMutationVariables>;
export const ShelveAlarmsDocument = new TypedDocumentString(`
    mutation ShelveAlarms($alarms: [AlarmReference!]!, $reason: String!, $until: DateTime) {
  shelveAlarms(alarms: $alarms, reason: $reason, until: $until) {
    id
    code
    message
    alarm {
      ...AlarmRow
    }
  }
}
    fragment AlarmRow on Alarm {
  alarmId
  version
  siteId
  equipmentId
  problem
  sentence
  severity
  state
  isActive
  isAcknowledged
  shelving
  shelvedUntil
  value
  unit
  limitValue
  activeSince
  returnedAt
  acknowledgedBy
  changedAt
}`) as unknown as TypedDocumentString<ShelveAlarmsMutation, ShelveAlarmsMutationVariables>;
export const UnshelveAlarmsDocument = new TypedDocumentString(`
    mutation UnshelveAlarms($alarms: [AlarmReference!]!, $note: String) {
  unshelveAlarms(alarms: $alarms, note: $note) {
    id
    code
    message
    alarm {
      ...AlarmRow
    }
  }
}
    fragment AlarmRow on Alarm {
  alarmId
  version
  siteId
  equipmentId
  problem
  sentence
  severity
  state
  isActive
  isAcknowledged
  shelving
  shelvedUntil
  value
  unit
  limitValue
  activeSince
  returnedAt
  acknowledgedBy
  changedAt
}`) as unknown as TypedDocumentString<UnshelveAlarmsMutation, UnshelveAlarmsMutationVariables>;
export const AlarmEventsDocument = new TypedDocumentString(`
    subscription AlarmEvents($after: String, $kinds: [AlarmEventKind!], $filter: AlarmEventFilter) {
  alarmEvents(after: $after, kinds: $kinds, filter: $filter) {
    cursor
    previousCursor
    number
    kind
    occurredAt
    operatorId
    note
    alarm {
      ...AlarmRow
    }
  }
}
    fragment AlarmRow on Alarm {
  alarmId
  version
  siteId
  equipmentId
  problem
  sentence
  severity
  state
  isActive
  isAcknowledged
  shelving
  shelvedUntil
  value
  unit
  limitValue
  activeSince
  returnedAt
  acknowledgedBy
  changedAt
}`) as unknown as TypedDocumentString<AlarmEventsSubscription, AlarmEventsSubscriptionVariables>;
export const MachinesDocument = new TypedDocumentString(`
    query Machines($filter: EquipmentFilter, $first: Int, $after: String) {
  equipmentList(filter: $filter, first: $first, after: $after) {
    edges {
      node {
        siteId
        equipmentId
        equipmentType
        manufacturer
        model
        location
        criticality
        isActive
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<MachinesQuery, MachinesQueryVariables>;
export const CurrentStatusDocument = new TypedDocumentString(`
    query CurrentStatus($filter: StatusFilter, $first: Int, $after: String) {
  currentStatus(filter: $filter, first: $first, after: $after) {
    edges {
      node {
        siteId
        equipmentId
        sensorType
        value
        units
        quality
        lastUpdated
        freshness
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<CurrentStatusQuery, CurrentStatusQueryVariables>;
export const EquipmentStatusDocument = new TypedDocumentString(`
    subscription EquipmentStatus($siteId: ID, $equipmentIds: [ID!], $minIntervalMs: Int) {
  equipmentStatus(
    siteId: $siteId
    equipmentIds: $equipmentIds
    minIntervalMs: $minIntervalMs
  ) {
    siteId
    equipmentId
    sensorType
    value
    units
    quality
    lastUpdated
    freshness
  }
}
    `) as unknown as TypedDocumentString<EquipmentStatusSubscription, EquipmentStatusSubscriptionVariables>;
export const PerformanceDocument = new TypedDocumentString(`
    query Performance($equipmentId: ID!, $sensorType: String!, $from: DateTime!, $to: DateTime!, $resolution: Resolution, $siteId: ID, $first: Int, $after: String) {
  performance(
    equipmentId: $equipmentId
    sensorType: $sensorType
    from: $from
    to: $to
    resolution: $resolution
    siteId: $siteId
    first: $first
    after: $after
  ) {
    edges {
      node {
        windowStart
        windowEnd
        avgValue
        minValue
        maxValue
        stddevValue
        readingCount
        badCount
        revision
        isFinal
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<PerformanceQuery, PerformanceQueryVariables>;
export const SeriesDocument = new TypedDocumentString(`
    query Series($equipmentId: ID!, $sensorType: String!, $from: DateTime!, $to: DateTime!, $points: Int, $siteId: ID) {
  series(
    equipmentId: $equipmentId
    sensorType: $sensorType
    from: $from
    to: $to
    points: $points
    siteId: $siteId
  ) {
    timestamps
    avg
    min
    max
  }
}
    `) as unknown as TypedDocumentString<SeriesQuery, SeriesQueryVariables>;
export const IngestReadingsDocument = new TypedDocumentString(`
    mutation IngestReadings($readings: [ReadingInput!]!) {
  ingestReadings(readings: $readings) {
    accepted
    duplicates
    rejected {
      index
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<IngestReadingsMutation, IngestReadingsMutationVariables>;
export const IngestSeriesDocument = new TypedDocumentString(`
    mutation IngestSeries($series: [SeriesInput!]!) {
  ingestSeries(series: $series) {
    accepted
    duplicates
    rejected {
      index
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<IngestSeriesMutation, IngestSeriesMutationVariables>;
export const QuarantineDocument = new TypedDocumentString(`
    query Quarantine($filter: QuarantineFilter, $first: Int, $after: String) {
  quarantine(filter: $filter, first: $first, after: $after) {
    edges {
      node {
        id
        code
        message
        siteId
        equipmentId
        sensorType
        eventTime
        original
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<QuarantineQuery, QuarantineQueryVariables>;
export const PipelineHealthDocument = new TypedDocumentString(`
    query PipelineHealth {
  pipelineHealth {
    status
    reasons
    warnings
    watermarkAgeMs
    equipmentCount
    sensorCount
    reportingSensorCount
  }
}
    `) as unknown as TypedDocumentString<PipelineHealthQuery, PipelineHealthQueryVariables>;
export const OpenRecommendationsDocument = new TypedDocumentString(`
    query OpenRecommendations($filter: RecommendationFilter = {statuses: [PENDING, DEFERRED]}, $first: Int, $after: String) {
  recommendations(filter: $filter, first: $first, after: $after) {
    edges {
      node {
        ...RecommendationRow
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment RecommendationRow on Recommendation {
  recommendationId
  version
  siteId
  equipmentId
  issueType
  severity
  status
  issueDescription
  recommendedAction
  confidenceScore
  operatorId
  operatorNotes
  deferUntil
  rejectionReason
  createdAt
  updatedAt
}`) as unknown as TypedDocumentString<OpenRecommendationsQuery, OpenRecommendationsQueryVariables>;
export const RecommendationDetailsDocument = new TypedDocumentString(`
    query RecommendationDetails($id: ID!) {
  recommendation(id: $id) {
    ...RecommendationRow
    rootCauseAnalysis
    expectedOutcome
    outcome
    resolved
    normalSince
    equipment {
      equipmentType
      manufacturer
      model
      location
      criticality
    }
    anomaly {
      sensorType
      detector
      value
      severity
      eventTime
      limitName
      limitValue
    }
    history {
      kind
      oldStatus
      newStatus
      occurredAt
      operatorId
      operatorNotes
      rejectionReason
      deferUntil
      outcome
    }
  }
}
    fragment RecommendationRow on Recommendation {
  recommendationId
  version
  siteId
  equipmentId
  issueType
  severity
  status
  issueDescription
  recommendedAction
  confidenceScore
  operatorId
  operatorNotes
  deferUntil
  rejectionReason
  createdAt
  updatedAt
}`) as unknown as TypedDocumentString<RecommendationDetailsQuery, RecommendationDetailsQueryVariables>;
export const ApproveRecommendationDocument = new TypedDocumentString(`
    mutation ApproveRecommendation($id: ID!, $notes: String, $expectedVersion: Int) {
  approveRecommendation(id: $id, notes: $notes, expectedVersion: $expectedVersion) {
    ...RecommendationRow
  }
}
    fragment RecommendationRow on Recommendation {
  recommendationId
  version
  siteId
  equipmentId
  issueType
  severity
  status
  issueDescription
  recommendedAction
  confidenceScore
  operatorId
  operatorNotes
  deferUntil
  rejectionReason
  createdAt
  updatedAt
}`) as unknown as TypedDocumentString<ApproveRecommendationMutation, ApproveRecommendationMutationVariables>;
export const RejectRecommendationDocument = new TypedDocumentString(`
    mutation RejectRecommendation($id: ID!, $reason: String!, $notes: String, $expectedVersion: Int) {
  rejectRecommendation(
    id: $id
    reason: $reason
    notes: $notes
    expectedVersion: $expectedVersion
  ) {
    ...RecommendationRow
  }
}
    fragment RecommendationRow on Recommendation {
  recommendationId
  version
  siteId
  equipmentId
  issueType
  severity
  status
  issueDescription
  recommendedAction
  confidenceScore
  operatorId
  operatorNotes
  deferUntil
  rejectionReason
  createdAt
  updatedAt
}`) as unknown as TypedDocumentString<RejectRecommendationMutation, RejectRecommendationMutationVariables>;
export const DeferRecommendationDocument = new TypedDocumentString(`
    mutation DeferRecommendation($id: ID!, $until: DateTime!, $notes: String, $expectedVersion: Int) {
  deferRecommendation(
    id: $id
    until: $until
    notes: $notes
    expectedVersion: $expectedVersion
  ) {
    ...RecommendationRow
  }
}
    fragment RecommendationRow on Recommendation {
  recommendationId
  version
  siteId
  equipmentId
  issueType
  severity
  status
  issueDescription
  recommendedAction
  confidenceScore
  operatorId
  operatorNotes
  deferUntil
  rejectionReason
  createdAt
  updatedAt
}`) as unknown as TypedDocumentString<DeferRecommendationMutation, DeferRecommendationMutationVariables>;
export const CompleteRecommendationDocument = new TypedDocumentString(`
    mutation CompleteRecommendation($id: ID!, $outcome: String!, $resolved: Boolean!) {
  completeRecommendation(id: $id, outcome: $outcome, resolved: $resolved) {
    ...RecommendationRow
  }
}
    fragment RecommendationRow on Recommendation {
  recommendationId
  version
  siteId
  equipmentId
  issueType
  severity
  status
  issueDescription
  recommendedAction
  confidenceScore
  operatorId
  operatorNotes
  deferUntil
  rejectionReason
  createdAt
  updatedAt
}`) as unknown as TypedDocumentString<CompleteRecommendationMutation, CompleteRecommendationMutationVariables>;
export const AlarmLoadDocument = new TypedDocumentString(`
    query AlarmLoad($from: DateTime, $to: DateTime) {
  alarmLoad(from: $from, to: $to) {
    from
    to
    total
    perHour
    peakPer10Minutes
    percentTimeInFlood
    stale
    bySeverity {
      severity
      count
    }
  }
}
    `) as unknown as TypedDocumentString<AlarmLoadQuery, AlarmLoadQueryVariables>;