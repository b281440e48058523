/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
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

/** Conditions that all have to hold; an absent one does not restrict. */
export type AnomalyFilter = {
  /** Findings of these detectors only. */
  detectors?: Array<string> | null | undefined;
  /** This equipment only, by names or global ids. */
  equipmentIds?: Array<string> | null | undefined;
  /** At or after this event time. */
  from?: string | null | undefined;
  /** These sensor types only. */
  sensorTypes?: Array<string> | null | undefined;
  /** These severities only. */
  severities?: Array<Severity> | null | undefined;
  /** These sites only. */
  siteIds?: Array<string> | null | undefined;
  /** Before this event time. */
  to?: string | null | undefined;
};

/** What an anomaly is about. */
export type AnomalySubject =
  /** The sensors of one piece of equipment taken together; the one that contributed most is named. */
  | 'EQUIPMENT'
  /** One sensor by itself. */
  | 'SENSOR';

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

/** A detector and a place: every sensor, or those of a site, of an equipment type, of a sensor type, of a machine, or one. What is left out stays as it is, null leaves it to the next wider setting. */
export type DetectionInput = {
  /** The detector, as `detectors` lists it. */
  detector: string;
  /** Whether the detector runs there. */
  enabled?: boolean | null | undefined;
  /** This machine only, by its name or its global id. */
  equipmentId?: string | null | undefined;
  /** Equipment of this type only, in whatever capitals. */
  equipmentType?: string | null | undefined;
  /** Parameters; others stay as they are. */
  parameters?: Array<DetectorParameterInput> | null | undefined;
  /** Sensors of this type only, in whatever capitals; with `equipmentId` this one sensor, as it is written. */
  sensorType?: string | null | undefined;
  /** This site only; absent: the only site of the caller’s key, with `equipmentId` else `default`, without it else every site. */
  siteId?: string | null | undefined;
};

/** A parameter of a detector. */
export type DetectorParameterInput = {
  /** Its name, as `detectors` lists it. */
  name: string;
  /** What it is to be; null: as a wider setting says. */
  value?: number | null | undefined;
};

/** A machine for the equipment master: added if new, else changed. An absent field keeps its value, null clears it. */
export type EquipmentInput = {
  /** How its outage would affect the site; absent for new equipment: MEDIUM. */
  criticality?: Criticality | null | undefined;
  /** Type of the equipment, such as `haul truck`; absent for new equipment: derived from the id. */
  equipmentType?: string | null | undefined;
  /** Its name, unique within its site, 1…200 characters; or the global id of one that is there. */
  id: string;
  /** When it was installed; the UTC day counts. */
  installationDate?: string | null | undefined;
  /** False takes it out of service; absent for new equipment: true. */
  isActive?: boolean | null | undefined;
  /** When it was last maintained; the UTC day counts. */
  lastMaintenanceDate?: string | null | undefined;
  /** Location of the equipment. */
  location?: string | null | undefined;
  /** Days between two maintenances, above 0. */
  maintenanceIntervalDays?: number | null | undefined;
  /** Manufacturer of the equipment. */
  manufacturer?: string | null | undefined;
  /** Rated capacity, in the unit usual for its type. */
  maxCapacity?: number | null | undefined;
  /** The manufacturer’s name of the model. */
  model?: string | null | undefined;
  /** Its sensors and their limits; sensors that are left out stay as they are. */
  sensors?: Array<SensorInput> | null | undefined;
  /** The site, 1…200 characters; absent: the only site of the caller’s key, else `default`. */
  siteId?: string | null | undefined;
};

/** What happens to a reading that does not meet an expectation. */
export type ExpectationAction =
  /** The reading is accepted, or was stored before; it is only counted. */
  | 'ACCEPT'
  /** The reading goes to quarantine and is not processed. */
  | 'DROP'
  /** The reading is accepted, and flagged in silver. */
  | 'WARN';

/** Where an expectation is checked. */
export type ExpectationLayer =
  /** Before the reading is stored: the sender gets the rejection in the answer. */
  | 'DOOR'
  /** After the reading was stored in bronze, on its way to silver. */
  | 'SILVER';

/** How an explanation ended: whole, cut off, or without a model’s word, and why. */
export type ExplanationEnd =
  /** The endpoint has failed repeatedly and is left alone for now. */
  | 'CIRCUIT_OPEN'
  /** It is whole. */
  | 'COMPLETE'
  /** The model went on beyond the most that an answer may have. */
  | 'CUT_OFF'
  /** The model said nothing: the text is the evidence itself. */
  | 'EMPTY'
  /** No model is configured: the text is the evidence itself. */
  | 'NO_MODEL'
  /** The tokens of this hour or day are used up: the text is the evidence itself. */
  | 'OVER_BUDGET'
  /** The endpoint was asked too often. */
  | 'RATE_LIMITED'
  /** The endpoint answered with a redirect, which is not followed. */
  | 'REDIRECTED'
  /** The endpoint refused the request: key or settings may be wrong. */
  | 'REFUSED'
  /** The endpoint gave no whole answer in time. */
  | 'TIMED_OUT'
  /** The answer was larger than is read. */
  | 'TOO_LARGE'
  /** The answer was none of a chat completion, or broke off. */
  | 'UNEXPECTED_ANSWER'
  /** The endpoint could not be reached, or failed. */
  | 'UNREACHABLE';

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

/** An entry of quarantine, with its corrected reading. */
export type QuarantineReplayInput = {
  /** The entry, by its global id or `quarantineId`. */
  id: string;
  /** The corrected reading. */
  reading: ReadingInput;
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

/** A scope of a key or token: what its holder may do. */
export type Scope =
  /** Name the operator who decides: for a gateway or a shared screen that knows its operator. */
  | 'ACT_AS'
  /** Register equipment, and replay readings of quarantine. */
  | 'CONFIGURE'
  /** Approve, reject, defer and complete recommendations. */
  | 'DECIDE'
  /** Send readings. */
  | 'INGEST'
  /** Queries, subscriptions, the export and the metrics. */
  | 'READ';

/** A sensor of a machine to be registered. An absent field keeps its value, null clears it; a limit that is null is taken from the sensor’s type. Own limits must ascend: emergency, critical and warning of the low side, then warning, critical and emergency. If the unit changes, limits that are left out are converted into the new one. */
export type SensorInput = {
  /** Above this an alarm is raised, in `unit`. */
  alarmHigh?: number | null | undefined;
  /** Below this an alarm is raised, in `unit`. */
  alarmLow?: number | null | undefined;
  /** Of kind STATE: the states that it may show, such as `["RUN", "STOP"]` or `[0, 1, 2]`; at most 64, texts of at most 200 characters. Any other is told at once. A number is the same as the text that spells it, `true` the same as `"true"`; capitals count. Null or an empty list: any may come. */
  allowedStates?: Array<number | string | boolean> | null | undefined;
  /** Above this: severity HIGH, in `unit`. */
  criticalLimit?: number | null | undefined;
  /** True: this sensor has no such limit, not even that of its type; its own one is removed. False or null: the type’s limit holds where the sensor has none of its own. Setting the limit sets this to false. */
  criticalLimitOff?: boolean | null | undefined;
  /** Below this: severity HIGH, in `unit`. */
  criticalLowLimit?: number | null | undefined;
  /** True: this sensor has no such limit, not even that of its type; its own one is removed. False or null: the type’s limit holds where the sensor has none of its own. Setting the limit sets this to false. */
  criticalLowLimitOff?: boolean | null | undefined;
  /** Above this: severity CRITICAL, in `unit`. */
  emergencyLimit?: number | null | undefined;
  /** True: this sensor has no such limit, not even that of its type; its own one is removed. False or null: the type’s limit holds where the sensor has none of its own. Setting the limit sets this to false. */
  emergencyLimitOff?: boolean | null | undefined;
  /** Below this: severity CRITICAL, in `unit`. */
  emergencyLowLimit?: number | null | undefined;
  /** True: this sensor has no such limit, not even that of its type; its own one is removed. False or null: the type’s limit holds where the sensor has none of its own. Setting the limit sets this to false. */
  emergencyLowLimitOff?: boolean | null | undefined;
  /** Absent or null: GAUGE. */
  kind?: SensorKind | null | undefined;
  /** Placeholders that its source sends in place of a missing value, such as `-9999`, `-200`, `"null"`, `"Bad Input"`; at most 50, in the unit in which they are sent. Such a reading is stored without a value, with quality BAD. Null or an empty list: none. */
  missingValues?: Array<number | string | boolean> | null | undefined;
  /** Display name. */
  name?: string | null | undefined;
  /** Upper end of the normal range, in `unit`. */
  normalMax?: number | null | undefined;
  /** Lower end of the normal range, in `unit`. */
  normalMin?: number | null | undefined;
  /** Of a counter: where it starts at 0 again, in `unit`, above 0, such as 65536 for one of 16 bits. A fall by more than half of it is then a roll-over; any other is a reset. */
  rollOverAt?: number | null | undefined;
  /** What is measured, 1…200 characters; with the equipment it names the sensor. */
  sensorType: string;
  /** Unit of its values and limits, such as `°C`. */
  unit?: string | null | undefined;
  /** Above this: severity MEDIUM, in `unit`. */
  warningLimit?: number | null | undefined;
  /** True: this sensor has no such limit, not even that of its type; its own one is removed. False or null: the type’s limit holds where the sensor has none of its own. Setting the limit sets this to false. */
  warningLimitOff?: boolean | null | undefined;
  /** Below this: severity MEDIUM, in `unit`. */
  warningLowLimit?: number | null | undefined;
  /** True: this sensor has no such limit, not even that of its type; its own one is removed. False or null: the type’s limit holds where the sensor has none of its own. Setting the limit sets this to false. */
  warningLowLimitOff?: boolean | null | undefined;
};

/** How successive values of a sensor relate. */
export type SensorKind =
  /** Values rise, and begin again when the meter is exchanged: energy, volume, pieces, operating hours. Windows have an `increase`; no baseline is made, no size is implausible, own limits hold. */
  | 'COUNTER'
  /** Each value is a measurement of its own: temperature, pressure, level. */
  | 'GAUGE'
  /** Each value is the name of a state, as a text, a number or a boolean: running or stopped, the position of a valve, a mode. Judged by which states come, how long they last and how often they change; own limits hold for numbers, and none is implausible. */
  | 'STATE';

/** Conditions that all have to hold; an absent one does not restrict. One besides the site has to be given. */
export type SensorRemovalFilter = {
  /** Equipment whose name begins so only. */
  equipmentIdPrefix?: string | null | undefined;
  /** This equipment only, by names or global ids. */
  equipmentIds?: Array<string> | null | undefined;
  /** First seen at or after this time. */
  firstSeenFrom?: string | null | undefined;
  /** First seen before this time. */
  firstSeenTo?: string | null | undefined;
  /** True: registered ones; absent or false: those that are known by their readings only. */
  registered?: boolean | null | undefined;
  /** These sensors only. */
  sensorTypes?: Array<string> | null | undefined;
  /** Without a reading of this time or later. */
  silentSince?: string | null | undefined;
  /** These sites only. */
  siteIds?: Array<string> | null | undefined;
};

/** What became of a sensor that was named. */
export type SensorRemovalOutcome =
  /** It is of a site that the caller’s access does not reach. */
  | 'FORBIDDEN'
  /** There is no such sensor, or it is removed already. */
  | 'NOT_FOUND'
  /** It was removed, or in a dry run would be. */
  | 'REMOVED';

/** One sensor, by its name. */
export type SensorToRemoveInput = {
  /** The equipment, by its name or global id. */
  equipmentId: string;
  /** The sensor type. */
  sensorType: string;
  /** The site; absent: the only site of the caller’s key, else `default`. */
  siteId?: string | null | undefined;
};

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

export type ActiveAlarmsQueryVariables = Exact<{
  filter?: AlarmFilter | null | undefined;
}>;


export type ActiveAlarmsQuery = { alarmEventHead: string, alarms: { edges: Array<{ node: { alarmId: string, version: number, equipmentId: string, problem: string, severity: Severity, state: AlarmState, isActive: boolean, isAcknowledged: boolean } }> } };

export type AcknowledgeAlarmsMutationVariables = Exact<{
  alarms: Array<AlarmReference> | AlarmReference;
  note?: string | null | undefined;
}>;


export type AcknowledgeAlarmsMutation = { acknowledgeAlarms: Array<{ id: string, code: string | null, alarm: { version: number, state: AlarmState } | null }> };

export type ShelveAlarmsMutationVariables = Exact<{
  alarms: Array<AlarmReference> | AlarmReference;
  reason: string;
  until?: string | null | undefined;
}>;


export type ShelveAlarmsMutation = { shelveAlarms: Array<{ id: string, code: string | null, alarm: { version: number, state: AlarmState } | null }> };

export type AlarmEventsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  kinds?: Array<AlarmEventKind> | AlarmEventKind | null | undefined;
  filter?: AlarmEventFilter | null | undefined;
}>;


export type AlarmEventsSubscription = { alarmEvents: { cursor: string, previousCursor: string, number: number, kind: AlarmEventKind, operatorId: string | null, note: string | null, alarm: { alarmId: string, version: number, equipmentId: string, problem: string, severity: Severity, state: AlarmState, isActive: boolean, isAcknowledged: boolean } } };

export type PlanMaintenanceMutationVariables = Exact<{
  equipmentIds: Array<string> | string;
  until: string;
  reason: string;
}>;


export type PlanMaintenanceMutation = { planMaintenance: Array<{ id: string, code: string | null, suppression: { suppressionId: string, isInForce: boolean } | null }> };

export type EndMaintenanceMutationVariables = Exact<{
  ids: Array<string> | string;
}>;


export type EndMaintenanceMutation = { endMaintenance: Array<{ id: string, code: string | null, suppression: { suppressionId: string, endedAt: string | null } | null }> };

export type WorkOnAlarmsMutationVariables = Exact<{
  alarms: Array<AlarmReference> | AlarmReference;
}>;


export type WorkOnAlarmsMutation = { confirmAlarms: Array<{ id: string, alarm: { version: number } | null }>, commentAlarms: Array<{ id: string, alarm: { version: number } | null }>, silenceAlarms: Array<{ id: string, alarm: { version: number } | null }>, takeOutOfService: Array<{ id: string, alarm: { version: number } | null }>, returnToService: Array<{ id: string, alarm: { version: number } | null }> };

export type RegisterEquipmentMutationVariables = Exact<{
  equipment: Array<EquipmentInput> | EquipmentInput;
}>;


export type RegisterEquipmentMutation = { registerEquipment: Array<{ equipmentType: string, manufacturer: string | null, criticality: Criticality, id: string }> };

export type SetDetectionMutationVariables = Exact<{
  input: DetectionInput;
}>;


export type SetDetectionMutation = { setDetection: { settingId: string } };

export type EquipmentQueryVariables = Exact<{
  id: string;
  siteId?: string | null | undefined;
}>;


export type EquipmentQuery = { equipment: { equipmentType: string, id: string } | null };

export type EquipmentIdsQueryVariables = Exact<{ [key: string]: never; }>;


export type EquipmentIdsQuery = { equipmentList: { edges: Array<{ node: { id: string } }> } };

export type CurrentStatusQueryVariables = Exact<{
  filter?: StatusFilter | null | undefined;
}>;


export type CurrentStatusQuery = { currentStatus: { edges: Array<{ node: { equipmentId: string, sensorType: string, value: number | string | boolean | null, units: string | null, quality: Quality, lastUpdated: string, lastReported: string, freshness: Freshness } }> } };

export type EquipmentStatusSubscriptionVariables = Exact<{
  equipmentIds?: Array<string> | string | null | undefined;
  minIntervalMs?: number | null | undefined;
}>;


export type EquipmentStatusSubscription = { equipmentStatus: Array<{ equipmentId: string, sensorType: string, value: number | string | boolean | null, units: string | null, quality: Quality, lastUpdated: string, lastReported: string, freshness: Freshness, isActive: boolean }> };

export type RemoveSensorsMutationVariables = Exact<{
  filter?: SensorRemovalFilter | null | undefined;
  sensors?: Array<SensorToRemoveInput> | SensorToRemoveInput | null | undefined;
  reason?: string | null | undefined;
  dryRun?: boolean | null | undefined;
}>;


export type RemoveSensorsMutation = { removeSensors: { sensors: number, equipment: number, recommendations: number, hasMore: boolean, examples: Array<{ siteId: string, equipmentId: string, sensorType: string }>, results: Array<{ siteId: string, equipmentId: string, sensorType: string, outcome: SensorRemovalOutcome }> } };

export type RecommendationEventsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  kinds?: Array<RecommendationEventKind> | RecommendationEventKind | null | undefined;
  filter?: RecommendationFilter | null | undefined;
}>;


export type RecommendationEventsSubscription = { recommendationEvents: { cursor: string, kind: RecommendationEventKind, occurredAt: string, oldStatus: RecommendationStatus | null, newStatus: RecommendationStatus | null, operatorId: string | null, recommendation: { equipmentId: string, severity: Severity, status: RecommendationStatus, version: number, id: string } } };

export type FindingEventsSubscriptionVariables = Exact<{
  filter?: RecommendationFilter | null | undefined;
}>;


export type FindingEventsSubscription = { recommendationEvents: { kind: RecommendationEventKind, joined: Array<{ sensorType: string, version: number }>, recommendation: { issueType: string, status: RecommendationStatus, version: number, findings: Array<{ at: string, sensorType: string, subject: AnomalySubject, detector: string, severity: Severity, issueType: string, sentence: string, value: number, unit: string | null, limitName: string | null, limitValue: number | null, version: number }> } } };

export type NumberedEventsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type NumberedEventsSubscription = { recommendationEvents: { number: number, cursor: string } };

export type CriticalAlertsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  filter?: RecommendationFilter | null | undefined;
}>;


export type CriticalAlertsSubscription = { recommendationEvents: { cursor: string, kind: RecommendationEventKind, occurredAt: string, oldStatus: RecommendationStatus | null, newStatus: RecommendationStatus | null, operatorId: string | null, recommendation: { equipmentId: string, severity: Severity, status: RecommendationStatus, version: number, id: string } } };

export type RecommendationEventLogQueryVariables = Exact<{
  after?: string | null | undefined;
  first?: number | null | undefined;
  kinds?: Array<RecommendationEventKind> | RecommendationEventKind | null | undefined;
  filter?: RecommendationFilter | null | undefined;
}>;


export type RecommendationEventLogQuery = { recommendationEventLog: { endCursor: string, hasMore: boolean, events: Array<{ cursor: string, number: number, kind: RecommendationEventKind, recommendation: { id: string } }> } };

export type PipelineHealthQueryVariables = Exact<{ [key: string]: never; }>;


export type PipelineHealthQuery = { pipelineHealth: { status: HealthStatus, reasons: Array<string>, equipmentCount: number | null, sensorCount: number | null, reportingEquipmentCount: number | null, reportingSensorCount: number | null, watermarkAgeMs: number | null, feed: { subscribers: number, head: number, headCursor: string, oldestCursor: string }, queues: Array<{ name: string, depth: number, holds: string, oldestMs: number | null }>, readings: { since: string, received: number, stored: number, goodPercent: number | null, uncertainPercent: number | null, badPercent: number | null, duplicatePercent: number | null, droppedPercent: number | null, warnedPercent: number | null } | null, stages: Array<{ stage: string, count: number }> | null, quarantinedLastHour: Array<{ code: string, count: number }> | null } };

export type PipelineHealthUpdatesSubscriptionVariables = Exact<{
  intervalMs?: number | null | undefined;
}>;


export type PipelineHealthUpdatesSubscription = { pipelineHealth: { status: HealthStatus } };

export type LatencyQueryVariables = Exact<{ [key: string]: never; }>;


export type LatencyQuery = { latency: Array<{ stage: string, count: number, p50Ms: number, p95Ms: number, p99Ms: number, maxMs: number }> };

export type LookAlikesQueryVariables = Exact<{ [key: string]: never; }>;


export type LookAlikesQuery = { pipelineHealth: { status: HealthStatus, warnings: Array<string>, lookAlikes: Array<{ siteId: string, equipmentId: string, sensorType: string | null, likeSiteId: string, likeEquipmentId: string, likeSensorType: string | null, since: string }> | null } };

export type NewSensorsQueryVariables = Exact<{ [key: string]: never; }>;


export type NewSensorsQuery = { pipelineHealth: { status: HealthStatus, reasons: Array<string>, newSensors: Array<{ siteId: string, count: number, since: string, examples: Array<{ equipmentId: string, sensorType: string }> }> | null } };

export type LaggingQueryVariables = Exact<{ [key: string]: never; }>;


export type LaggingQuery = { pipelineHealth: { status: HealthStatus, reasons: Array<string>, warnings: Array<string>, lagging: Array<{ equipmentId: string, lagMs: number, since: string, readings: number }> | null } };

export type PerformanceQueryVariables = Exact<{
  equipmentId: string;
  sensorType: string;
  from: string;
  to: string;
  resolution?: Resolution | null | undefined;
}>;


export type PerformanceQuery = { performance: { edges: Array<{ node: { windowStart: string, windowEnd: string, readingCount: number, avgValue: number, minValue: number, maxValue: number, stddevValue: number, revision: number, isFinal: boolean } }> } };

export type SeriesQueryVariables = Exact<{
  equipmentId: string;
  sensorType: string;
  from: string;
  to: string;
  points?: number | null | undefined;
}>;


export type SeriesQuery = { series: { timestamps: Array<string>, avg: Array<number>, min: Array<number>, max: Array<number> } };

export type CounterWindowsQueryVariables = Exact<{
  equipmentId: string;
  sensorType: string;
  from: string;
  to: string;
  resolution?: Resolution | null | undefined;
}>;


export type CounterWindowsQuery = { performance: { edges: Array<{ node: { increase: number | null, avgValue: number, readingCount: number, badCount: number } }> }, equipment: { sensors: Array<{ kind: SensorKind, rollOverAt: number | null, missingValues: Array<number | string | boolean> }> } | null };

export type PerformanceUpdatesSubscriptionVariables = Exact<{
  equipmentIds?: Array<string> | string | null | undefined;
}>;


export type PerformanceUpdatesSubscription = { performanceUpdates: Array<{ windowStart: string, readingCount: number, avgValue: number, minValue: number, maxValue: number, revision: number }> };

export type IngestReadingsMutationVariables = Exact<{
  readings: Array<ReadingInput> | ReadingInput;
}>;


export type IngestReadingsMutation = { ingestReadings: { accepted: number, duplicates: number, rejected: Array<{ index: number, code: string, message: string }> } };

export type IngestSeriesMutationVariables = Exact<{
  series: Array<SeriesInput> | SeriesInput;
}>;


export type IngestSeriesMutation = { ingestSeries: { accepted: number, duplicates: number, rejected: Array<{ index: number, code: string, message: string }> } };

export type ExpectationsQueryVariables = Exact<{
  from?: string | null | undefined;
  to?: string | null | undefined;
  stepMinutes?: number | null | undefined;
}>;


export type ExpectationsQuery = { expectations: Array<{ name: string, layer: ExpectationLayer, action: ExpectationAction, rule: string, description: string, code: string | null, flag: number | null, readings: number, percent: number | null, first: string | null, last: string | null, counts: { times: Array<string>, readings: Array<number> } }> };

export type QuarantineQueryVariables = Exact<{
  filter?: QuarantineFilter | null | undefined;
}>;


export type QuarantineQuery = { quarantine: { edges: Array<{ node: { id: string, door: string, code: string, message: string, equipmentId: string | null, sensorType: string | null, original: string } }> } };

export type ReplayQuarantineMutationVariables = Exact<{
  entries: Array<QuarantineReplayInput> | QuarantineReplayInput;
}>;


export type ReplayQuarantineMutation = { replayQuarantine: { accepted: number, rejected: Array<{ index: number, code: string }> } };

export type RecommendationDetailsQueryVariables = Exact<{
  id: string;
}>;


export type RecommendationDetailsQuery = { recommendation: { siteId: string, equipmentId: string, issueType: string, severity: Severity, status: RecommendationStatus, version: number, issueDescription: string | null, recommendedAction: string | null, rootCauseAnalysis: string | null, expectedOutcome: string | null, confidenceScore: number | null, id: string, equipment: { equipmentType: string, id: string } | null, anomaly: { sensorType: string, value: number, severity: Severity } | null, history: Array<{ oldStatus: RecommendationStatus | null, newStatus: RecommendationStatus, operatorId: string | null }> } | null };

export type HistoryQueryVariables = Exact<{
  id: string;
}>;


export type HistoryQuery = { recommendation: { history: Array<{ newStatus: RecommendationStatus, operatorId: string | null, databaseUser: string, credential: { keyId: string | null, issuer: string | null, subject: string | null } | null }> } | null };

export type RecommendationsQueryVariables = Exact<{
  filter?: RecommendationFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type RecommendationsQuery = { recommendations: { edges: Array<{ node: { equipmentId: string, severity: Severity, status: RecommendationStatus, id: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type AnomaliesQueryVariables = Exact<{
  filter?: AnomalyFilter | null | undefined;
}>;


export type AnomaliesQuery = { anomalies: { edges: Array<{ node: { equipmentId: string, sensorType: string, value: number, severity: Severity } }> } };

export type ApproveRecommendationMutationVariables = Exact<{
  id: string;
  notes?: string | null | undefined;
  expectedVersion?: number | null | undefined;
}>;


export type ApproveRecommendationMutation = { approveRecommendation: { status: RecommendationStatus, operatorId: string | null, operatorNotes: string | null, version: number } };

export type RejectRecommendationMutationVariables = Exact<{
  id: string;
  reason: string;
  notes?: string | null | undefined;
  expectedVersion?: number | null | undefined;
}>;


export type RejectRecommendationMutation = { rejectRecommendation: { status: RecommendationStatus, operatorId: string | null, rejectionReason: string | null, version: number } };

export type DeferRecommendationMutationVariables = Exact<{
  id: string;
  until: string;
  notes?: string | null | undefined;
  expectedVersion?: number | null | undefined;
}>;


export type DeferRecommendationMutation = { deferRecommendation: { status: RecommendationStatus, operatorId: string | null, deferUntil: string | null, version: number } };

export type CompleteRecommendationMutationVariables = Exact<{
  id: string;
  outcome: string;
  resolved: boolean;
}>;


export type CompleteRecommendationMutation = { completeRecommendation: { status: RecommendationStatus, version: number } };

export type AlarmLoadQueryVariables = Exact<{ [key: string]: never; }>;


export type AlarmLoadQuery = { alarmLoad: { total: number, mostFrequent: Array<{ equipmentId: string, count: number }> } };

export type EffectivenessQueryVariables = Exact<{ [key: string]: never; }>;


export type EffectivenessQuery = { recommendationEffectiveness: Array<{ issueType: string, raised: number, rejected: number }> };

export type ExplainRecommendationSubscriptionVariables = Exact<{
  id: string;
  question?: string | null | undefined;
}>;


export type ExplainRecommendationSubscription = { explainRecommendation: { index: number, text: string, isByModel: boolean, model: string | null, end: ExplanationEnd | null, inventedCitations: number, citations: Array<
      | { __typename: 'ExplainedFinding', pieceId: string, text: string }
      | { __typename: 'ExplainedLimit', pieceId: string, text: string }
      | { __typename: 'ExplainedNeighbour', pieceId: string, text: string }
      | { __typename: 'ExplainedSeries', pieceId: string, text: string }
      | { __typename: 'SimilarCase', pieceId: string, text: string }
    >, explanation: { findings: Array<{ pieceId: string }> } } };

export type ModelsHealthQueryVariables = Exact<{ [key: string]: never; }>;


export type ModelsHealthQuery = { pipelineHealth: { status: HealthStatus, warnings: Array<string>, models: Array<{ name: string, isCircuitOpen: boolean, lastFailure: string | null, failingSince: string | null, requests: number, failures: number }> } };

export type CallerQueryVariables = Exact<{ [key: string]: never; }>;


export type CallerQuery = { caller: { operatorId: string, keyId: string | null, scopes: Array<Scope>, siteIds: Array<string> | null, expiresAt: string | null } };

export type WhatIsSeenQueryVariables = Exact<{
  from: string;
  to: string;
}>;


export type WhatIsSeenQuery = { equipmentList: { edges: Array<{ node: { siteId: string } }> }, currentStatus: { edges: Array<{ node: { siteId: string } }> }, anomalies: { edges: Array<{ node: { siteId: string } }> }, recommendations: { edges: Array<{ node: { siteId: string } }> }, quarantine: { edges: Array<{ node: { siteId: string | null } }> }, recommendationEventLog: { events: Array<{ recommendation: { siteId: string } }> }, alarmLoad: { total: number, stale: number, bySeverity: Array<{ count: number }>, mostFrequent: Array<{ siteId: string }> }, recommendationEffectiveness: Array<{ raised: number }> };

export type SitesSeenQueryVariables = Exact<{
  siteId?: string | null | undefined;
  from: string;
  to: string;
}>;


export type SitesSeenQuery = { equipment: { siteId: string } | null, performance: { edges: Array<{ node: { readingCount: number } }> }, series: { timestamps: Array<string> } };

export type SitesOfEventsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  filter?: RecommendationFilter | null | undefined;
}>;


export type SitesOfEventsSubscription = { recommendationEvents: { cursor: string, number: number, recommendation: { siteId: string, id: string } } };

export type SitesOfStatusSubscriptionVariables = Exact<{
  siteId?: string | null | undefined;
}>;


export type SitesOfStatusSubscription = { equipmentStatus: Array<{ siteId: string, value: number | string | boolean | null }> };

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

export const ActiveAlarmsDocument = new TypedDocumentString(`
    query ActiveAlarms($filter: AlarmFilter) {
  alarmEventHead
  alarms(filter: $filter) {
    edges {
      node {
        alarmId
        version
        equipmentId
        problem
        severity
        state
        isActive
        isAcknowledged
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ActiveAlarmsQuery, ActiveAlarmsQueryVariables>;
export const AcknowledgeAlarmsDocument = new TypedDocumentString(`
    mutation AcknowledgeAlarms($alarms: [AlarmReference!]!, $note: String) {
  acknowledgeAlarms(alarms: $alarms, note: $note) {
    id
    code
    alarm {
      version
      state
    }
  }
}
    `) as unknown as TypedDocumentString<AcknowledgeAlarmsMutation, AcknowledgeAlarmsMutationVariables>;
export const ShelveAlarmsDocument = new TypedDocumentString(`
    mutation ShelveAlarms($alarms: [AlarmReference!]!, $reason: String!, $until: DateTime) {
  shelveAlarms(alarms: $alarms, reason: $reason, until: $until) {
    id
    code
    alarm {
      version
      state
    }
  }
}
    `) as unknown as TypedDocumentString<ShelveAlarmsMutation, ShelveAlarmsMutationVariables>;
export const AlarmEventsDocument = new TypedDocumentString(`
    subscription AlarmEvents($after: String, $kinds: [AlarmEventKind!], $filter: AlarmEventFilter) {
  alarmEvents(after: $after, kinds: $kinds, filter: $filter) {
    cursor
    previousCursor
    number
    kind
    operatorId
    note
    alarm {
      alarmId
      version
      equipmentId
      problem
      severity
      state
      isActive
      isAcknowledged
    }
  }
}
    `) as unknown as TypedDocumentString<AlarmEventsSubscription, AlarmEventsSubscriptionVariables>;
export const PlanMaintenanceDocument = new TypedDocumentString(`
    mutation PlanMaintenance($equipmentIds: [ID!]!, $until: DateTime!, $reason: String!) {
  planMaintenance(equipmentIds: $equipmentIds, until: $until, reason: $reason) {
    id
    code
    suppression {
      suppressionId
      isInForce
    }
  }
}
    `) as unknown as TypedDocumentString<PlanMaintenanceMutation, PlanMaintenanceMutationVariables>;
export const EndMaintenanceDocument = new TypedDocumentString(`
    mutation EndMaintenance($ids: [ID!]!) {
  endMaintenance(ids: $ids) {
    id
    code
    suppression {
      suppressionId
      endedAt
    }
  }
}
    `) as unknown as TypedDocumentString<EndMaintenanceMutation, EndMaintenanceMutationVariables>;
export const WorkOnAlarmsDocument = new TypedDocumentString(`
    mutation WorkOnAlarms($alarms: [AlarmReference!]!) {
  confirmAlarms(alarms: $alarms) {
    id
    alarm {
      version
    }
  }
  commentAlarms(alarms: $alarms, note: "x") {
    id
    alarm {
      version
    }
  }
  silenceAlarms(alarms: $alarms) {
    id
    alarm {
      version
    }
  }
  takeOutOfService(alarms: $alarms, reason: "x") {
    id
    alarm {
      version
    }
  }
  returnToService(alarms: $alarms, reason: "x") {
    id
    alarm {
      version
    }
  }
}
    `) as unknown as TypedDocumentString<WorkOnAlarmsMutation, WorkOnAlarmsMutationVariables>;
export const RegisterEquipmentDocument = new TypedDocumentString(`
    mutation RegisterEquipment($equipment: [EquipmentInput!]!) {
  registerEquipment(equipment: $equipment) {
    id: equipmentId
    equipmentType
    manufacturer
    criticality
  }
}
    `) as unknown as TypedDocumentString<RegisterEquipmentMutation, RegisterEquipmentMutationVariables>;
export const SetDetectionDocument = new TypedDocumentString(`
    mutation SetDetection($input: DetectionInput!) {
  setDetection(input: $input) {
    settingId
  }
}
    `) as unknown as TypedDocumentString<SetDetectionMutation, SetDetectionMutationVariables>;
export const EquipmentDocument = new TypedDocumentString(`
    query Equipment($id: ID!, $siteId: ID) {
  equipment(id: $id, siteId: $siteId) {
    id: equipmentId
    equipmentType
  }
}
    `) as unknown as TypedDocumentString<EquipmentQuery, EquipmentQueryVariables>;
export const EquipmentIdsDocument = new TypedDocumentString(`
    query EquipmentIds {
  equipmentList(first: 500) {
    edges {
      node {
        id: equipmentId
      }
    }
  }
}
    `) as unknown as TypedDocumentString<EquipmentIdsQuery, EquipmentIdsQueryVariables>;
export const CurrentStatusDocument = new TypedDocumentString(`
    query CurrentStatus($filter: StatusFilter) {
  currentStatus(filter: $filter, first: 500) {
    edges {
      node {
        equipmentId
        sensorType
        value
        units
        quality
        lastUpdated
        lastReported
        freshness
      }
    }
  }
}
    `) as unknown as TypedDocumentString<CurrentStatusQuery, CurrentStatusQueryVariables>;
export const EquipmentStatusDocument = new TypedDocumentString(`
    subscription EquipmentStatus($equipmentIds: [ID!], $minIntervalMs: Int) {
  equipmentStatus(equipmentIds: $equipmentIds, minIntervalMs: $minIntervalMs) {
    equipmentId
    sensorType
    value
    units
    quality
    lastUpdated
    lastReported
    freshness
    isActive
  }
}
    `) as unknown as TypedDocumentString<EquipmentStatusSubscription, EquipmentStatusSubscriptionVariables>;
export const RemoveSensorsDocument = new TypedDocumentString(`
    mutation RemoveSensors($filter: SensorRemovalFilter, $sensors: [SensorToRemoveInput!], $reason: String, $dryRun: Boolean) {
  removeSensors(
    filter: $filter
    sensors: $sensors
    reason: $reason
    dryRun: $dryRun
  ) {
    sensors
    equipment
    recommendations
    hasMore
    examples {
      siteId
      equipmentId
      sensorType
    }
    results {
      siteId
      equipmentId
      sensorType
      outcome
    }
  }
}
    `) as unknown as TypedDocumentString<RemoveSensorsMutation, RemoveSensorsMutationVariables>;
export const RecommendationEventsDocument = new TypedDocumentString(`
    subscription RecommendationEvents($after: String, $kinds: [RecommendationEventKind!], $filter: RecommendationFilter) {
  recommendationEvents(after: $after, kinds: $kinds, filter: $filter) {
    cursor
    kind
    occurredAt
    oldStatus
    newStatus
    operatorId
    recommendation {
      id: recommendationId
      equipmentId
      severity
      status
      version
    }
  }
}
    `) as unknown as TypedDocumentString<RecommendationEventsSubscription, RecommendationEventsSubscriptionVariables>;
export const FindingEventsDocument = new TypedDocumentString(`
    subscription FindingEvents($filter: RecommendationFilter) {
  recommendationEvents(
    kinds: [CREATED, STATUS_CHANGED, CHANGED, DELETED]
    filter: $filter
  ) {
    kind
    joined {
      sensorType
      version
    }
    recommendation {
      issueType
      status
      version
      findings {
        at
        sensorType
        subject
        detector
        severity
        issueType
        sentence
        value
        unit
        limitName
        limitValue
        version
      }
    }
  }
}
    `) as unknown as TypedDocumentString<FindingEventsSubscription, FindingEventsSubscriptionVariables>;
export const NumberedEventsDocument = new TypedDocumentString(`
    subscription NumberedEvents($after: String) {
  recommendationEvents(after: $after) {
    number
    cursor
  }
}
    `) as unknown as TypedDocumentString<NumberedEventsSubscription, NumberedEventsSubscriptionVariables>;
export const CriticalAlertsDocument = new TypedDocumentString(`
    subscription CriticalAlerts($after: String, $filter: RecommendationFilter) {
  recommendationEvents: criticalAlerts(after: $after, filter: $filter) {
    cursor
    kind
    occurredAt
    oldStatus
    newStatus
    operatorId
    recommendation {
      id: recommendationId
      equipmentId
      severity
      status
      version
    }
  }
}
    `) as unknown as TypedDocumentString<CriticalAlertsSubscription, CriticalAlertsSubscriptionVariables>;
export const RecommendationEventLogDocument = new TypedDocumentString(`
    query RecommendationEventLog($after: String, $first: Int, $kinds: [RecommendationEventKind!], $filter: RecommendationFilter) {
  recommendationEventLog(
    after: $after
    first: $first
    kinds: $kinds
    filter: $filter
  ) {
    events {
      cursor
      number
      kind
      recommendation {
        id: recommendationId
      }
    }
    endCursor
    hasMore
  }
}
    `) as unknown as TypedDocumentString<RecommendationEventLogQuery, RecommendationEventLogQueryVariables>;
export const PipelineHealthDocument = new TypedDocumentString(`
    query PipelineHealth {
  pipelineHealth {
    status
    reasons
    feed {
      subscribers
      head
      headCursor
      oldestCursor
    }
    queues {
      name
      depth
      holds
      oldestMs
    }
    readings {
      since
      received
      stored
      goodPercent
      uncertainPercent
      badPercent
      duplicatePercent
      droppedPercent
      warnedPercent
    }
    stages {
      stage
      count
    }
    equipmentCount
    sensorCount
    reportingEquipmentCount
    reportingSensorCount
    watermarkAgeMs
    quarantinedLastHour {
      code
      count
    }
  }
}
    `) as unknown as TypedDocumentString<PipelineHealthQuery, PipelineHealthQueryVariables>;
export const PipelineHealthUpdatesDocument = new TypedDocumentString(`
    subscription PipelineHealthUpdates($intervalMs: Int) {
  pipelineHealth(intervalMs: $intervalMs) {
    status
  }
}
    `) as unknown as TypedDocumentString<PipelineHealthUpdatesSubscription, PipelineHealthUpdatesSubscriptionVariables>;
export const LatencyDocument = new TypedDocumentString(`
    query Latency {
  latency {
    stage
    count
    p50Ms
    p95Ms
    p99Ms
    maxMs
  }
}
    `) as unknown as TypedDocumentString<LatencyQuery, LatencyQueryVariables>;
export const LookAlikesDocument = new TypedDocumentString(`
    query LookAlikes {
  pipelineHealth {
    status
    warnings
    lookAlikes {
      siteId
      equipmentId
      sensorType
      likeSiteId
      likeEquipmentId
      likeSensorType
      since
    }
  }
}
    `) as unknown as TypedDocumentString<LookAlikesQuery, LookAlikesQueryVariables>;
export const NewSensorsDocument = new TypedDocumentString(`
    query NewSensors {
  pipelineHealth {
    status
    reasons
    newSensors {
      siteId
      count
      since
      examples {
        equipmentId
        sensorType
      }
    }
  }
}
    `) as unknown as TypedDocumentString<NewSensorsQuery, NewSensorsQueryVariables>;
export const LaggingDocument = new TypedDocumentString(`
    query Lagging {
  pipelineHealth {
    status
    reasons
    warnings
    lagging {
      equipmentId
      lagMs
      since
      readings
    }
  }
}
    `) as unknown as TypedDocumentString<LaggingQuery, LaggingQueryVariables>;
export const PerformanceDocument = new TypedDocumentString(`
    query Performance($equipmentId: ID!, $sensorType: String!, $from: DateTime!, $to: DateTime!, $resolution: Resolution) {
  performance(
    equipmentId: $equipmentId
    sensorType: $sensorType
    from: $from
    to: $to
    resolution: $resolution
  ) {
    edges {
      node {
        windowStart
        windowEnd
        readingCount
        avgValue
        minValue
        maxValue
        stddevValue
        revision
        isFinal
      }
    }
  }
}
    `) as unknown as TypedDocumentString<PerformanceQuery, PerformanceQueryVariables>;
export const SeriesDocument = new TypedDocumentString(`
    query Series($equipmentId: ID!, $sensorType: String!, $from: DateTime!, $to: DateTime!, $points: Int) {
  series(
    equipmentId: $equipmentId
    sensorType: $sensorType
    from: $from
    to: $to
    points: $points
  ) {
    timestamps
    avg
    min
    max
  }
}
    `) as unknown as TypedDocumentString<SeriesQuery, SeriesQueryVariables>;
export const CounterWindowsDocument = new TypedDocumentString(`
    query CounterWindows($equipmentId: ID!, $sensorType: String!, $from: DateTime!, $to: DateTime!, $resolution: Resolution) {
  performance(
    equipmentId: $equipmentId
    sensorType: $sensorType
    from: $from
    to: $to
    resolution: $resolution
  ) {
    edges {
      node {
        increase
        avgValue
        readingCount
        badCount
      }
    }
  }
  equipment(id: $equipmentId) {
    sensors {
      kind
      rollOverAt
      missingValues
    }
  }
}
    `) as unknown as TypedDocumentString<CounterWindowsQuery, CounterWindowsQueryVariables>;
export const PerformanceUpdatesDocument = new TypedDocumentString(`
    subscription PerformanceUpdates($equipmentIds: [ID!]) {
  performanceUpdates(equipmentIds: $equipmentIds) {
    windowStart
    readingCount
    avgValue
    minValue
    maxValue
    revision
  }
}
    `) as unknown as TypedDocumentString<PerformanceUpdatesSubscription, PerformanceUpdatesSubscriptionVariables>;
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
export const ExpectationsDocument = new TypedDocumentString(`
    query Expectations($from: DateTime, $to: DateTime, $stepMinutes: Int) {
  expectations(from: $from, to: $to, stepMinutes: $stepMinutes) {
    name
    layer
    action
    rule
    description
    code
    flag
    readings
    percent
    first
    last
    counts {
      times
      readings
    }
  }
}
    `) as unknown as TypedDocumentString<ExpectationsQuery, ExpectationsQueryVariables>;
export const QuarantineDocument = new TypedDocumentString(`
    query Quarantine($filter: QuarantineFilter) {
  quarantine(filter: $filter) {
    edges {
      node {
        id
        door
        code
        message
        equipmentId
        sensorType
        original
      }
    }
  }
}
    `) as unknown as TypedDocumentString<QuarantineQuery, QuarantineQueryVariables>;
export const ReplayQuarantineDocument = new TypedDocumentString(`
    mutation ReplayQuarantine($entries: [QuarantineReplayInput!]!) {
  replayQuarantine(entries: $entries) {
    accepted
    rejected {
      index
      code
    }
  }
}
    `) as unknown as TypedDocumentString<ReplayQuarantineMutation, ReplayQuarantineMutationVariables>;
export const RecommendationDetailsDocument = new TypedDocumentString(`
    query RecommendationDetails($id: ID!) {
  recommendation(id: $id) {
    id: recommendationId
    siteId
    equipmentId
    issueType
    severity
    status
    version
    issueDescription
    recommendedAction
    rootCauseAnalysis
    expectedOutcome
    confidenceScore
    equipment {
      id: equipmentId
      equipmentType
    }
    anomaly {
      sensorType
      value
      severity
    }
    history {
      oldStatus
      newStatus
      operatorId
    }
  }
}
    `) as unknown as TypedDocumentString<RecommendationDetailsQuery, RecommendationDetailsQueryVariables>;
export const HistoryDocument = new TypedDocumentString(`
    query History($id: ID!) {
  recommendation(id: $id) {
    history {
      newStatus
      operatorId
      databaseUser
      credential {
        keyId
        issuer
        subject
      }
    }
  }
}
    `) as unknown as TypedDocumentString<HistoryQuery, HistoryQueryVariables>;
export const RecommendationsDocument = new TypedDocumentString(`
    query Recommendations($filter: RecommendationFilter, $first: Int, $after: String) {
  recommendations(filter: $filter, first: $first, after: $after) {
    edges {
      node {
        id: recommendationId
        equipmentId
        severity
        status
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<RecommendationsQuery, RecommendationsQueryVariables>;
export const AnomaliesDocument = new TypedDocumentString(`
    query Anomalies($filter: AnomalyFilter) {
  anomalies(filter: $filter) {
    edges {
      node {
        equipmentId
        sensorType
        value
        severity
      }
    }
  }
}
    `) as unknown as TypedDocumentString<AnomaliesQuery, AnomaliesQueryVariables>;
export const ApproveRecommendationDocument = new TypedDocumentString(`
    mutation ApproveRecommendation($id: ID!, $notes: String, $expectedVersion: Int) {
  approveRecommendation(id: $id, notes: $notes, expectedVersion: $expectedVersion) {
    status
    operatorId
    operatorNotes
    version
  }
}
    `) as unknown as TypedDocumentString<ApproveRecommendationMutation, ApproveRecommendationMutationVariables>;
export const RejectRecommendationDocument = new TypedDocumentString(`
    mutation RejectRecommendation($id: ID!, $reason: String!, $notes: String, $expectedVersion: Int) {
  rejectRecommendation(
    id: $id
    reason: $reason
    notes: $notes
    expectedVersion: $expectedVersion
  ) {
    status
    operatorId
    rejectionReason
    version
  }
}
    `) as unknown as TypedDocumentString<RejectRecommendationMutation, RejectRecommendationMutationVariables>;
export const DeferRecommendationDocument = new TypedDocumentString(`
    mutation DeferRecommendation($id: ID!, $until: DateTime!, $notes: String, $expectedVersion: Int) {
  deferRecommendation(
    id: $id
    until: $until
    notes: $notes
    expectedVersion: $expectedVersion
  ) {
    status
    operatorId
    deferUntil
    version
  }
}
    `) as unknown as TypedDocumentString<DeferRecommendationMutation, DeferRecommendationMutationVariables>;
export const CompleteRecommendationDocument = new TypedDocumentString(`
    mutation CompleteRecommendation($id: ID!, $outcome: String!, $resolved: Boolean!) {
  completeRecommendation(id: $id, outcome: $outcome, resolved: $resolved) {
    status
    version
  }
}
    `) as unknown as TypedDocumentString<CompleteRecommendationMutation, CompleteRecommendationMutationVariables>;
export const AlarmLoadDocument = new TypedDocumentString(`
    query AlarmLoad {
  alarmLoad {
    total
    mostFrequent {
      equipmentId
      count
    }
  }
}
    `) as unknown as TypedDocumentString<AlarmLoadQuery, AlarmLoadQueryVariables>;
export const EffectivenessDocument = new TypedDocumentString(`
    query Effectiveness {
  recommendationEffectiveness {
    issueType
    raised
    rejected
  }
}
    `) as unknown as TypedDocumentString<EffectivenessQuery, EffectivenessQueryVariables>;
export const ExplainRecommendationDocument = new TypedDocumentString(`
    subscription ExplainRecommendation($id: ID!, $question: String) {
  explainRecommendation(id: $id, question: $question) {
    index
    text
    isByModel
    model
    end
    inventedCitations
    citations {
      __typename
      pieceId
      text
    }
    explanation {
      findings {
        pieceId
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ExplainRecommendationSubscription, ExplainRecommendationSubscriptionVariables>;
export const ModelsHealthDocument = new TypedDocumentString(`
    query ModelsHealth {
  pipelineHealth {
    status
    warnings
    models {
      name
      isCircuitOpen
      lastFailure
      failingSince
      requests
      failures
    }
  }
}
    `) as unknown as TypedDocumentString<ModelsHealthQuery, ModelsHealthQueryVariables>;
export const CallerDocument = new TypedDocumentString(`
    query Caller {
  caller {
    operatorId
    keyId
    scopes
    siteIds
    expiresAt
  }
}
    `) as unknown as TypedDocumentString<CallerQuery, CallerQueryVariables>;
export const WhatIsSeenDocument = new TypedDocumentString(`
    query WhatIsSeen($from: DateTime!, $to: DateTime!) {
  equipmentList {
    edges {
      node {
        siteId
      }
    }
  }
  currentStatus {
    edges {
      node {
        siteId
      }
    }
  }
  anomalies {
    edges {
      node {
        siteId
      }
    }
  }
  recommendations {
    edges {
      node {
        siteId
      }
    }
  }
  quarantine {
    edges {
      node {
        siteId
      }
    }
  }
  recommendationEventLog {
    events {
      recommendation {
        siteId
      }
    }
  }
  alarmLoad(from: $from, to: $to) {
    total
    stale
    bySeverity {
      count
    }
    mostFrequent {
      siteId
    }
  }
  recommendationEffectiveness {
    raised
  }
}
    `) as unknown as TypedDocumentString<WhatIsSeenQuery, WhatIsSeenQueryVariables>;
export const SitesSeenDocument = new TypedDocumentString(`
    query SitesSeen($siteId: ID, $from: DateTime!, $to: DateTime!) {
  equipment(id: "PUMP", siteId: $siteId) {
    siteId
  }
  performance(
    equipmentId: "PUMP"
    sensorType: "temperature"
    siteId: $siteId
    from: $from
    to: $to
  ) {
    edges {
      node {
        readingCount
      }
    }
  }
  series(
    equipmentId: "PUMP"
    sensorType: "temperature"
    siteId: $siteId
    from: $from
    to: $to
  ) {
    timestamps
  }
}
    `) as unknown as TypedDocumentString<SitesSeenQuery, SitesSeenQueryVariables>;
export const SitesOfEventsDocument = new TypedDocumentString(`
    subscription SitesOfEvents($after: String, $filter: RecommendationFilter) {
  recommendationEvents(after: $after, filter: $filter) {
    cursor
    number
    recommendation {
      id: recommendationId
      siteId
    }
  }
}
    `) as unknown as TypedDocumentString<SitesOfEventsSubscription, SitesOfEventsSubscriptionVariables>;
export const SitesOfStatusDocument = new TypedDocumentString(`
    subscription SitesOfStatus($siteId: ID) {
  equipmentStatus(siteId: $siteId, minIntervalMs: 0) {
    siteId
    value
  }
}
    `) as unknown as TypedDocumentString<SitesOfStatusSubscription, SitesOfStatusSubscriptionVariables>;