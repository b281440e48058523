/* eslint-disable */
import * as types from './graphql.ts';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  query ActiveAlarms($filter: AlarmFilter) {\n    alarmEventHead\n    alarms(filter: $filter) {\n      edges {\n        node {\n          alarmId\n          version\n          equipmentId\n          problem\n          severity\n          state\n          isActive\n          isAcknowledged\n        }\n      }\n    }\n  }\n": typeof types.ActiveAlarmsDocument,
    "\n  mutation AcknowledgeAlarms($alarms: [AlarmReference!]!, $note: String) {\n    acknowledgeAlarms(alarms: $alarms, note: $note) {\n      id\n      code\n      alarm {\n        version\n        state\n      }\n    }\n  }\n": typeof types.AcknowledgeAlarmsDocument,
    "\n  mutation ShelveAlarms($alarms: [AlarmReference!]!, $reason: String!, $until: DateTime) {\n    shelveAlarms(alarms: $alarms, reason: $reason, until: $until) {\n      id\n      code\n      alarm {\n        version\n        state\n      }\n    }\n  }\n": typeof types.ShelveAlarmsDocument,
    "\n  subscription AlarmEvents($after: String, $kinds: [AlarmEventKind!], $filter: AlarmEventFilter) {\n    alarmEvents(after: $after, kinds: $kinds, filter: $filter) {\n      cursor\n      previousCursor\n      number\n      kind\n      operatorId\n      note\n      alarm {\n        alarmId\n        version\n        equipmentId\n        problem\n        severity\n        state\n        isActive\n        isAcknowledged\n      }\n    }\n  }\n": typeof types.AlarmEventsDocument,
    "\n  mutation PlanMaintenance($equipmentIds: [ID!]!, $until: DateTime!, $reason: String!) {\n    planMaintenance(equipmentIds: $equipmentIds, until: $until, reason: $reason) { id code suppression { suppressionId isInForce } }\n  }\n": typeof types.PlanMaintenanceDocument,
    "\n  mutation EndMaintenance($ids: [ID!]!) {\n    endMaintenance(ids: $ids) { id code suppression { suppressionId endedAt } }\n  }\n": typeof types.EndMaintenanceDocument,
    "\n  mutation WorkOnAlarms($alarms: [AlarmReference!]!) {\n    confirmAlarms(alarms: $alarms) { id alarm { version } }\n    commentAlarms(alarms: $alarms, note: \"x\") { id alarm { version } }\n    silenceAlarms(alarms: $alarms) { id alarm { version } }\n    takeOutOfService(alarms: $alarms, reason: \"x\") { id alarm { version } }\n    returnToService(alarms: $alarms, reason: \"x\") { id alarm { version } }\n  }\n": typeof types.WorkOnAlarmsDocument,
    "\n  mutation RegisterEquipment($equipment: [EquipmentInput!]!) {\n    registerEquipment(equipment: $equipment) {\n      id: equipmentId\n      equipmentType\n      manufacturer\n      criticality\n    }\n  }\n": typeof types.RegisterEquipmentDocument,
    "\n  mutation SetDetection($input: DetectionInput!) {\n    setDetection(input: $input) {\n      settingId\n    }\n  }\n": typeof types.SetDetectionDocument,
    "\n  query Equipment($id: ID!, $siteId: ID) {\n    equipment(id: $id, siteId: $siteId) {\n      id: equipmentId\n      equipmentType\n    }\n  }\n": typeof types.EquipmentDocument,
    "\n  query EquipmentIds {\n    equipmentList(first: 500) {\n      edges {\n        node {\n          id: equipmentId\n        }\n      }\n    }\n  }\n": typeof types.EquipmentIdsDocument,
    "\n  query CurrentStatus($filter: StatusFilter) {\n    currentStatus(filter: $filter, first: 500) {\n      edges {\n        node {\n          equipmentId\n          sensorType\n          value\n          units\n          quality\n          lastUpdated\n          lastReported\n          freshness\n        }\n      }\n    }\n  }\n": typeof types.CurrentStatusDocument,
    "\n  subscription EquipmentStatus($equipmentIds: [ID!], $minIntervalMs: Int) {\n    equipmentStatus(equipmentIds: $equipmentIds, minIntervalMs: $minIntervalMs) {\n      equipmentId\n      sensorType\n      value\n      units\n      quality\n      lastUpdated\n      lastReported\n      freshness\n      isActive\n    }\n  }\n": typeof types.EquipmentStatusDocument,
    "\n  mutation RemoveSensors(\n    $filter: SensorRemovalFilter\n    $sensors: [SensorToRemoveInput!]\n    $reason: String\n    $dryRun: Boolean\n  ) {\n    removeSensors(filter: $filter, sensors: $sensors, reason: $reason, dryRun: $dryRun) {\n      sensors\n      equipment\n      recommendations\n      hasMore\n      examples {\n        siteId\n        equipmentId\n        sensorType\n      }\n      results {\n        siteId\n        equipmentId\n        sensorType\n        outcome\n      }\n    }\n  }\n": typeof types.RemoveSensorsDocument,
    "\n  subscription RecommendationEvents($after: String, $kinds: [RecommendationEventKind!], $filter: RecommendationFilter) {\n    recommendationEvents(after: $after, kinds: $kinds, filter: $filter) {\n      cursor\n      kind\n      occurredAt\n      oldStatus\n      newStatus\n      operatorId\n      recommendation {\n        id: recommendationId\n        equipmentId\n        severity\n        status\n        version\n      }\n    }\n  }\n": typeof types.RecommendationEventsDocument,
    "\n  subscription FindingEvents($filter: RecommendationFilter) {\n    recommendationEvents(kinds: [CREATED, STATUS_CHANGED, CHANGED, DELETED], filter: $filter) {\n      kind\n      joined {\n        sensorType\n        version\n      }\n      recommendation {\n        issueType\n        status\n        version\n        findings {\n          at\n          sensorType\n          subject\n          detector\n          severity\n          issueType\n          sentence\n          value\n          unit\n          limitName\n          limitValue\n          version\n        }\n      }\n    }\n  }\n": typeof types.FindingEventsDocument,
    "\n  subscription NumberedEvents($after: String) {\n    recommendationEvents(after: $after) {\n      number\n      cursor\n    }\n  }\n": typeof types.NumberedEventsDocument,
    "\n  subscription CriticalAlerts($after: String, $filter: RecommendationFilter) {\n    recommendationEvents: criticalAlerts(after: $after, filter: $filter) {\n      cursor\n      kind\n      occurredAt\n      oldStatus\n      newStatus\n      operatorId\n      recommendation {\n        id: recommendationId\n        equipmentId\n        severity\n        status\n        version\n      }\n    }\n  }\n": typeof types.CriticalAlertsDocument,
    "\n  query RecommendationEventLog(\n    $after: String\n    $first: Int\n    $kinds: [RecommendationEventKind!]\n    $filter: RecommendationFilter\n  ) {\n    recommendationEventLog(after: $after, first: $first, kinds: $kinds, filter: $filter) {\n      events {\n        cursor\n        number\n        kind\n        recommendation {\n          id: recommendationId\n        }\n      }\n      endCursor\n      hasMore\n    }\n  }\n": typeof types.RecommendationEventLogDocument,
    "\n  query PipelineHealth {\n    pipelineHealth {\n      status\n      reasons\n      feed {\n        subscribers\n        head\n        headCursor\n        oldestCursor\n      }\n      queues {\n        name\n        depth\n        holds\n        oldestMs\n      }\n      readings {\n        since\n        received\n        stored\n        goodPercent\n        uncertainPercent\n        badPercent\n        duplicatePercent\n        droppedPercent\n        warnedPercent\n      }\n      stages {\n        stage\n        count\n      }\n      equipmentCount\n      sensorCount\n      reportingEquipmentCount\n      reportingSensorCount\n      watermarkAgeMs\n      quarantinedLastHour {\n        code\n        count\n      }\n    }\n  }\n": typeof types.PipelineHealthDocument,
    "\n  subscription PipelineHealthUpdates($intervalMs: Int) {\n    pipelineHealth(intervalMs: $intervalMs) {\n      status\n    }\n  }\n": typeof types.PipelineHealthUpdatesDocument,
    "\n  query Latency {\n    latency {\n      stage\n      count\n      p50Ms\n      p95Ms\n      p99Ms\n      maxMs\n    }\n  }\n": typeof types.LatencyDocument,
    "\n  query LookAlikes {\n    pipelineHealth {\n      status\n      warnings\n      lookAlikes {\n        siteId\n        equipmentId\n        sensorType\n        likeSiteId\n        likeEquipmentId\n        likeSensorType\n        since\n      }\n    }\n  }\n": typeof types.LookAlikesDocument,
    "\n  query NewSensors {\n    pipelineHealth {\n      status\n      reasons\n      newSensors {\n        siteId\n        count\n        since\n        examples {\n          equipmentId\n          sensorType\n        }\n      }\n    }\n  }\n": typeof types.NewSensorsDocument,
    "\n  query Lagging {\n    pipelineHealth {\n      status\n      reasons\n      warnings\n      lagging {\n        equipmentId\n        lagMs\n        since\n        readings\n      }\n    }\n  }\n": typeof types.LaggingDocument,
    "\n  query Performance($equipmentId: ID!, $sensorType: String!, $from: DateTime!, $to: DateTime!, $resolution: Resolution) {\n    performance(equipmentId: $equipmentId, sensorType: $sensorType, from: $from, to: $to, resolution: $resolution) {\n      edges {\n        node {\n          windowStart\n          windowEnd\n          readingCount\n          avgValue\n          minValue\n          maxValue\n          stddevValue\n          revision\n          isFinal\n        }\n      }\n    }\n  }\n": typeof types.PerformanceDocument,
    "\n  query Series($equipmentId: ID!, $sensorType: String!, $from: DateTime!, $to: DateTime!, $points: Int) {\n    series(equipmentId: $equipmentId, sensorType: $sensorType, from: $from, to: $to, points: $points) {\n      timestamps\n      avg\n      min\n      max\n    }\n  }\n": typeof types.SeriesDocument,
    "\n  query CounterWindows($equipmentId: ID!, $sensorType: String!, $from: DateTime!, $to: DateTime!, $resolution: Resolution) {\n    performance(equipmentId: $equipmentId, sensorType: $sensorType, from: $from, to: $to, resolution: $resolution) {\n      edges {\n        node {\n          increase\n          avgValue\n          readingCount\n          badCount\n        }\n      }\n    }\n    equipment(id: $equipmentId) {\n      sensors {\n        kind\n        rollOverAt\n        missingValues\n      }\n    }\n  }\n": typeof types.CounterWindowsDocument,
    "\n  subscription PerformanceUpdates($equipmentIds: [ID!]) {\n    performanceUpdates(equipmentIds: $equipmentIds) {\n      windowStart\n      readingCount\n      avgValue\n      minValue\n      maxValue\n      revision\n    }\n  }\n": typeof types.PerformanceUpdatesDocument,
    "\n  mutation IngestReadings($readings: [ReadingInput!]!) {\n    ingestReadings(readings: $readings) {\n      accepted\n      duplicates\n      rejected {\n        index\n        code\n        message\n      }\n    }\n  }\n": typeof types.IngestReadingsDocument,
    "\n  mutation IngestSeries($series: [SeriesInput!]!) {\n    ingestSeries(series: $series) {\n      accepted\n      duplicates\n      rejected {\n        index\n        code\n        message\n      }\n    }\n  }\n": typeof types.IngestSeriesDocument,
    "\n  query Expectations($from: DateTime, $to: DateTime, $stepMinutes: Int) {\n    expectations(from: $from, to: $to, stepMinutes: $stepMinutes) {\n      name\n      layer\n      action\n      rule\n      description\n      code\n      flag\n      readings\n      percent\n      first\n      last\n      counts {\n        times\n        readings\n      }\n    }\n  }\n": typeof types.ExpectationsDocument,
    "\n  query Quarantine($filter: QuarantineFilter) {\n    quarantine(filter: $filter) {\n      edges {\n        node {\n          id\n          door\n          code\n          message\n          equipmentId\n          sensorType\n          original\n        }\n      }\n    }\n  }\n": typeof types.QuarantineDocument,
    "\n  mutation ReplayQuarantine($entries: [QuarantineReplayInput!]!) {\n    replayQuarantine(entries: $entries) {\n      accepted\n      rejected {\n        index\n        code\n      }\n    }\n  }\n": typeof types.ReplayQuarantineDocument,
    "\n  query RecommendationDetails($id: ID!) {\n    recommendation(id: $id) {\n      id: recommendationId\n      siteId\n      equipmentId\n      issueType\n      severity\n      status\n      version\n      issueDescription\n      recommendedAction\n      rootCauseAnalysis\n      expectedOutcome\n      confidenceScore\n      equipment {\n        id: equipmentId\n        equipmentType\n      }\n      anomaly {\n        sensorType\n        value\n        severity\n      }\n      history {\n        oldStatus\n        newStatus\n        operatorId\n      }\n    }\n  }\n": typeof types.RecommendationDetailsDocument,
    "\n  query History($id: ID!) {\n    recommendation(id: $id) {\n      history {\n        newStatus\n        operatorId\n        databaseUser\n        credential {\n          keyId\n          issuer\n          subject\n        }\n      }\n    }\n  }\n": typeof types.HistoryDocument,
    "\n  query Recommendations($filter: RecommendationFilter, $first: Int, $after: String) {\n    recommendations(filter: $filter, first: $first, after: $after) {\n      edges {\n        node {\n          id: recommendationId\n          equipmentId\n          severity\n          status\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.RecommendationsDocument,
    "\n  query Anomalies($filter: AnomalyFilter) {\n    anomalies(filter: $filter) {\n      edges {\n        node {\n          equipmentId\n          sensorType\n          value\n          severity\n        }\n      }\n    }\n  }\n": typeof types.AnomaliesDocument,
    "\n  mutation ApproveRecommendation($id: ID!, $notes: String, $expectedVersion: Int) {\n    approveRecommendation(id: $id, notes: $notes, expectedVersion: $expectedVersion) {\n      status\n      operatorId\n      operatorNotes\n      version\n    }\n  }\n": typeof types.ApproveRecommendationDocument,
    "\n  mutation RejectRecommendation($id: ID!, $reason: String!, $notes: String, $expectedVersion: Int) {\n    rejectRecommendation(id: $id, reason: $reason, notes: $notes, expectedVersion: $expectedVersion) {\n      status\n      operatorId\n      rejectionReason\n      version\n    }\n  }\n": typeof types.RejectRecommendationDocument,
    "\n  mutation DeferRecommendation($id: ID!, $until: DateTime!, $notes: String, $expectedVersion: Int) {\n    deferRecommendation(id: $id, until: $until, notes: $notes, expectedVersion: $expectedVersion) {\n      status\n      operatorId\n      deferUntil\n      version\n    }\n  }\n": typeof types.DeferRecommendationDocument,
    "\n  mutation CompleteRecommendation($id: ID!, $outcome: String!, $resolved: Boolean!) {\n    completeRecommendation(id: $id, outcome: $outcome, resolved: $resolved) {\n      status\n      version\n    }\n  }\n": typeof types.CompleteRecommendationDocument,
    "\n  query AlarmLoad {\n    alarmLoad {\n      total\n      mostFrequent {\n        equipmentId\n        count\n      }\n    }\n  }\n": typeof types.AlarmLoadDocument,
    "\n  query Effectiveness {\n    recommendationEffectiveness {\n      issueType\n      raised\n      rejected\n    }\n  }\n": typeof types.EffectivenessDocument,
    "\n  subscription ExplainRecommendation($id: ID!, $question: String) {\n    explainRecommendation(id: $id, question: $question) {\n      index\n      text\n      isByModel\n      model\n      end\n      inventedCitations\n      citations {\n        __typename\n        pieceId\n        text\n      }\n      explanation {\n        findings {\n          pieceId\n        }\n      }\n    }\n  }\n": typeof types.ExplainRecommendationDocument,
    "\n  query ModelsHealth {\n    pipelineHealth {\n      status\n      warnings\n      models {\n        name\n        isCircuitOpen\n        lastFailure\n        failingSince\n        requests\n        failures\n      }\n    }\n  }\n": typeof types.ModelsHealthDocument,
    "\n  query Caller {\n    caller {\n      operatorId\n      keyId\n      scopes\n      siteIds\n      expiresAt\n    }\n  }\n": typeof types.CallerDocument,
    "\n  query WhatIsSeen($from: DateTime!, $to: DateTime!) {\n    equipmentList {\n      edges {\n        node {\n          siteId\n        }\n      }\n    }\n    currentStatus {\n      edges {\n        node {\n          siteId\n        }\n      }\n    }\n    anomalies {\n      edges {\n        node {\n          siteId\n        }\n      }\n    }\n    recommendations {\n      edges {\n        node {\n          siteId\n        }\n      }\n    }\n    quarantine {\n      edges {\n        node {\n          siteId\n        }\n      }\n    }\n    recommendationEventLog {\n      events {\n        recommendation {\n          siteId\n        }\n      }\n    }\n    alarmLoad(from: $from, to: $to) {\n      total\n      stale\n      bySeverity {\n        count\n      }\n      mostFrequent {\n        siteId\n      }\n    }\n    recommendationEffectiveness {\n      raised\n    }\n  }\n": typeof types.WhatIsSeenDocument,
    "\n  query SitesSeen($siteId: ID, $from: DateTime!, $to: DateTime!) {\n    equipment(id: \"PUMP\", siteId: $siteId) {\n      siteId\n    }\n    performance(equipmentId: \"PUMP\", sensorType: \"temperature\", siteId: $siteId, from: $from, to: $to) {\n      edges {\n        node {\n          readingCount\n        }\n      }\n    }\n    series(equipmentId: \"PUMP\", sensorType: \"temperature\", siteId: $siteId, from: $from, to: $to) {\n      timestamps\n    }\n  }\n": typeof types.SitesSeenDocument,
    "\n  subscription SitesOfEvents($after: String, $filter: RecommendationFilter) {\n    recommendationEvents(after: $after, filter: $filter) {\n      cursor\n      number\n      recommendation {\n        id: recommendationId\n        siteId\n      }\n    }\n  }\n": typeof types.SitesOfEventsDocument,
    "\n  subscription SitesOfStatus($siteId: ID) {\n    equipmentStatus(siteId: $siteId, minIntervalMs: 0) {\n      siteId\n      value\n    }\n  }\n": typeof types.SitesOfStatusDocument,
};
const documents: Documents = {
    "\n  query ActiveAlarms($filter: AlarmFilter) {\n    alarmEventHead\n    alarms(filter: $filter) {\n      edges {\n        node {\n          alarmId\n          version\n          equipmentId\n          problem\n          severity\n          state\n          isActive\n          isAcknowledged\n        }\n      }\n    }\n  }\n": types.ActiveAlarmsDocument,
    "\n  mutation AcknowledgeAlarms($alarms: [AlarmReference!]!, $note: String) {\n    acknowledgeAlarms(alarms: $alarms, note: $note) {\n      id\n      code\n      alarm {\n        version\n        state\n      }\n    }\n  }\n": types.AcknowledgeAlarmsDocument,
    "\n  mutation ShelveAlarms($alarms: [AlarmReference!]!, $reason: String!, $until: DateTime) {\n    shelveAlarms(alarms: $alarms, reason: $reason, until: $until) {\n      id\n      code\n      alarm {\n        version\n        state\n      }\n    }\n  }\n": types.ShelveAlarmsDocument,
    "\n  subscription AlarmEvents($after: String, $kinds: [AlarmEventKind!], $filter: AlarmEventFilter) {\n    alarmEvents(after: $after, kinds: $kinds, filter: $filter) {\n      cursor\n      previousCursor\n      number\n      kind\n      operatorId\n      note\n      alarm {\n        alarmId\n        version\n        equipmentId\n        problem\n        severity\n        state\n        isActive\n        isAcknowledged\n      }\n    }\n  }\n": types.AlarmEventsDocument,
    "\n  mutation PlanMaintenance($equipmentIds: [ID!]!, $until: DateTime!, $reason: String!) {\n    planMaintenance(equipmentIds: $equipmentIds, until: $until, reason: $reason) { id code suppression { suppressionId isInForce } }\n  }\n": types.PlanMaintenanceDocument,
    "\n  mutation EndMaintenance($ids: [ID!]!) {\n    endMaintenance(ids: $ids) { id code suppression { suppressionId endedAt } }\n  }\n": types.EndMaintenanceDocument,
    "\n  mutation WorkOnAlarms($alarms: [AlarmReference!]!) {\n    confirmAlarms(alarms: $alarms) { id alarm { version } }\n    commentAlarms(alarms: $alarms, note: \"x\") { id alarm { version } }\n    silenceAlarms(alarms: $alarms) { id alarm { version } }\n    takeOutOfService(alarms: $alarms, reason: \"x\") { id alarm { version } }\n    returnToService(alarms: $alarms, reason: \"x\") { id alarm { version } }\n  }\n": types.WorkOnAlarmsDocument,
    "\n  mutation RegisterEquipment($equipment: [EquipmentInput!]!) {\n    registerEquipment(equipment: $equipment) {\n      id: equipmentId\n      equipmentType\n      manufacturer\n      criticality\n    }\n  }\n": types.RegisterEquipmentDocument,
    "\n  mutation SetDetection($input: DetectionInput!) {\n    setDetection(input: $input) {\n      settingId\n    }\n  }\n": types.SetDetectionDocument,
    "\n  query Equipment($id: ID!, $siteId: ID) {\n    equipment(id: $id, siteId: $siteId) {\n      id: equipmentId\n      equipmentType\n    }\n  }\n": types.EquipmentDocument,
    "\n  query EquipmentIds {\n    equipmentList(first: 500) {\n      edges {\n        node {\n          id: equipmentId\n        }\n      }\n    }\n  }\n": types.EquipmentIdsDocument,
    "\n  query CurrentStatus($filter: StatusFilter) {\n    currentStatus(filter: $filter, first: 500) {\n      edges {\n        node {\n          equipmentId\n          sensorType\n          value\n          units\n          quality\n          lastUpdated\n          lastReported\n          freshness\n        }\n      }\n    }\n  }\n": types.CurrentStatusDocument,
    "\n  subscription EquipmentStatus($equipmentIds: [ID!], $minIntervalMs: Int) {\n    equipmentStatus(equipmentIds: $equipmentIds, minIntervalMs: $minIntervalMs) {\n      equipmentId\n      sensorType\n      value\n      units\n      quality\n      lastUpdated\n      lastReported\n      freshness\n      isActive\n    }\n  }\n": types.EquipmentStatusDocument,
    "\n  mutation RemoveSensors(\n    $filter: SensorRemovalFilter\n    $sensors: [SensorToRemoveInput!]\n    $reason: String\n    $dryRun: Boolean\n  ) {\n    removeSensors(filter: $filter, sensors: $sensors, reason: $reason, dryRun: $dryRun) {\n      sensors\n      equipment\n      recommendations\n      hasMore\n      examples {\n        siteId\n        equipmentId\n        sensorType\n      }\n      results {\n        siteId\n        equipmentId\n        sensorType\n        outcome\n      }\n    }\n  }\n": types.RemoveSensorsDocument,
    "\n  subscription RecommendationEvents($after: String, $kinds: [RecommendationEventKind!], $filter: RecommendationFilter) {\n    recommendationEvents(after: $after, kinds: $kinds, filter: $filter) {\n      cursor\n      kind\n      occurredAt\n      oldStatus\n      newStatus\n      operatorId\n      recommendation {\n        id: recommendationId\n        equipmentId\n        severity\n        status\n        version\n      }\n    }\n  }\n": types.RecommendationEventsDocument,
    "\n  subscription FindingEvents($filter: RecommendationFilter) {\n    recommendationEvents(kinds: [CREATED, STATUS_CHANGED, CHANGED, DELETED], filter: $filter) {\n      kind\n      joined {\n        sensorType\n        version\n      }\n      recommendation {\n        issueType\n        status\n        version\n        findings {\n          at\n          sensorType\n          subject\n          detector\n          severity\n          issueType\n          sentence\n          value\n          unit\n          limitName\n          limitValue\n          version\n        }\n      }\n    }\n  }\n": types.FindingEventsDocument,
    "\n  subscription NumberedEvents($after: String) {\n    recommendationEvents(after: $after) {\n      number\n      cursor\n    }\n  }\n": types.NumberedEventsDocument,
    "\n  subscription CriticalAlerts($after: String, $filter: RecommendationFilter) {\n    recommendationEvents: criticalAlerts(after: $after, filter: $filter) {\n      cursor\n      kind\n      occurredAt\n      oldStatus\n      newStatus\n      operatorId\n      recommendation {\n        id: recommendationId\n        equipmentId\n        severity\n        status\n        version\n      }\n    }\n  }\n": types.CriticalAlertsDocument,
    "\n  query RecommendationEventLog(\n    $after: String\n    $first: Int\n    $kinds: [RecommendationEventKind!]\n    $filter: RecommendationFilter\n  ) {\n    recommendationEventLog(after: $after, first: $first, kinds: $kinds, filter: $filter) {\n      events {\n        cursor\n        number\n        kind\n        recommendation {\n          id: recommendationId\n        }\n      }\n      endCursor\n      hasMore\n    }\n  }\n": types.RecommendationEventLogDocument,
    "\n  query PipelineHealth {\n    pipelineHealth {\n      status\n      reasons\n      feed {\n        subscribers\n        head\n        headCursor\n        oldestCursor\n      }\n      queues {\n        name\n        depth\n        holds\n        oldestMs\n      }\n      readings {\n        since\n        received\n        stored\n        goodPercent\n        uncertainPercent\n        badPercent\n        duplicatePercent\n        droppedPercent\n        warnedPercent\n      }\n      stages {\n        stage\n        count\n      }\n      equipmentCount\n      sensorCount\n      reportingEquipmentCount\n      reportingSensorCount\n      watermarkAgeMs\n      quarantinedLastHour {\n        code\n        count\n      }\n    }\n  }\n": types.PipelineHealthDocument,
    "\n  subscription PipelineHealthUpdates($intervalMs: Int) {\n    pipelineHealth(intervalMs: $intervalMs) {\n      status\n    }\n  }\n": types.PipelineHealthUpdatesDocument,
    "\n  query Latency {\n    latency {\n      stage\n      count\n      p50Ms\n      p95Ms\n      p99Ms\n      maxMs\n    }\n  }\n": types.LatencyDocument,
    "\n  query LookAlikes {\n    pipelineHealth {\n      status\n      warnings\n      lookAlikes {\n        siteId\n        equipmentId\n        sensorType\n        likeSiteId\n        likeEquipmentId\n        likeSensorType\n        since\n      }\n    }\n  }\n": types.LookAlikesDocument,
    "\n  query NewSensors {\n    pipelineHealth {\n      status\n      reasons\n      newSensors {\n        siteId\n        count\n        since\n        examples {\n          equipmentId\n          sensorType\n        }\n      }\n    }\n  }\n": types.NewSensorsDocument,
    "\n  query Lagging {\n    pipelineHealth {\n      status\n      reasons\n      warnings\n      lagging {\n        equipmentId\n        lagMs\n        since\n        readings\n      }\n    }\n  }\n": types.LaggingDocument,
    "\n  query Performance($equipmentId: ID!, $sensorType: String!, $from: DateTime!, $to: DateTime!, $resolution: Resolution) {\n    performance(equipmentId: $equipmentId, sensorType: $sensorType, from: $from, to: $to, resolution: $resolution) {\n      edges {\n        node {\n          windowStart\n          windowEnd\n          readingCount\n          avgValue\n          minValue\n          maxValue\n          stddevValue\n          revision\n          isFinal\n        }\n      }\n    }\n  }\n": types.PerformanceDocument,
    "\n  query Series($equipmentId: ID!, $sensorType: String!, $from: DateTime!, $to: DateTime!, $points: Int) {\n    series(equipmentId: $equipmentId, sensorType: $sensorType, from: $from, to: $to, points: $points) {\n      timestamps\n      avg\n      min\n      max\n    }\n  }\n": types.SeriesDocument,
    "\n  query CounterWindows($equipmentId: ID!, $sensorType: String!, $from: DateTime!, $to: DateTime!, $resolution: Resolution) {\n    performance(equipmentId: $equipmentId, sensorType: $sensorType, from: $from, to: $to, resolution: $resolution) {\n      edges {\n        node {\n          increase\n          avgValue\n          readingCount\n          badCount\n        }\n      }\n    }\n    equipment(id: $equipmentId) {\n      sensors {\n        kind\n        rollOverAt\n        missingValues\n      }\n    }\n  }\n": types.CounterWindowsDocument,
    "\n  subscription PerformanceUpdates($equipmentIds: [ID!]) {\n    performanceUpdates(equipmentIds: $equipmentIds) {\n      windowStart\n      readingCount\n      avgValue\n      minValue\n      maxValue\n      revision\n    }\n  }\n": types.PerformanceUpdatesDocument,
    "\n  mutation IngestReadings($readings: [ReadingInput!]!) {\n    ingestReadings(readings: $readings) {\n      accepted\n      duplicates\n      rejected {\n        index\n        code\n        message\n      }\n    }\n  }\n": types.IngestReadingsDocument,
    "\n  mutation IngestSeries($series: [SeriesInput!]!) {\n    ingestSeries(series: $series) {\n      accepted\n      duplicates\n      rejected {\n        index\n        code\n        message\n      }\n    }\n  }\n": types.IngestSeriesDocument,
    "\n  query Expectations($from: DateTime, $to: DateTime, $stepMinutes: Int) {\n    expectations(from: $from, to: $to, stepMinutes: $stepMinutes) {\n      name\n      layer\n      action\n      rule\n      description\n      code\n      flag\n      readings\n      percent\n      first\n      last\n      counts {\n        times\n        readings\n      }\n    }\n  }\n": types.ExpectationsDocument,
    "\n  query Quarantine($filter: QuarantineFilter) {\n    quarantine(filter: $filter) {\n      edges {\n        node {\n          id\n          door\n          code\n          message\n          equipmentId\n          sensorType\n          original\n        }\n      }\n    }\n  }\n": types.QuarantineDocument,
    "\n  mutation ReplayQuarantine($entries: [QuarantineReplayInput!]!) {\n    replayQuarantine(entries: $entries) {\n      accepted\n      rejected {\n        index\n        code\n      }\n    }\n  }\n": types.ReplayQuarantineDocument,
    "\n  query RecommendationDetails($id: ID!) {\n    recommendation(id: $id) {\n      id: recommendationId\n      siteId\n      equipmentId\n      issueType\n      severity\n      status\n      version\n      issueDescription\n      recommendedAction\n      rootCauseAnalysis\n      expectedOutcome\n      confidenceScore\n      equipment {\n        id: equipmentId\n        equipmentType\n      }\n      anomaly {\n        sensorType\n        value\n        severity\n      }\n      history {\n        oldStatus\n        newStatus\n        operatorId\n      }\n    }\n  }\n": types.RecommendationDetailsDocument,
    "\n  query History($id: ID!) {\n    recommendation(id: $id) {\n      history {\n        newStatus\n        operatorId\n        databaseUser\n        credential {\n          keyId\n          issuer\n          subject\n        }\n      }\n    }\n  }\n": types.HistoryDocument,
    "\n  query Recommendations($filter: RecommendationFilter, $first: Int, $after: String) {\n    recommendations(filter: $filter, first: $first, after: $after) {\n      edges {\n        node {\n          id: recommendationId\n          equipmentId\n          severity\n          status\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.RecommendationsDocument,
    "\n  query Anomalies($filter: AnomalyFilter) {\n    anomalies(filter: $filter) {\n      edges {\n        node {\n          equipmentId\n          sensorType\n          value\n          severity\n        }\n      }\n    }\n  }\n": types.AnomaliesDocument,
    "\n  mutation ApproveRecommendation($id: ID!, $notes: String, $expectedVersion: Int) {\n    approveRecommendation(id: $id, notes: $notes, expectedVersion: $expectedVersion) {\n      status\n      operatorId\n      operatorNotes\n      version\n    }\n  }\n": types.ApproveRecommendationDocument,
    "\n  mutation RejectRecommendation($id: ID!, $reason: String!, $notes: String, $expectedVersion: Int) {\n    rejectRecommendation(id: $id, reason: $reason, notes: $notes, expectedVersion: $expectedVersion) {\n      status\n      operatorId\n      rejectionReason\n      version\n    }\n  }\n": types.RejectRecommendationDocument,
    "\n  mutation DeferRecommendation($id: ID!, $until: DateTime!, $notes: String, $expectedVersion: Int) {\n    deferRecommendation(id: $id, until: $until, notes: $notes, expectedVersion: $expectedVersion) {\n      status\n      operatorId\n      deferUntil\n      version\n    }\n  }\n": types.DeferRecommendationDocument,
    "\n  mutation CompleteRecommendation($id: ID!, $outcome: String!, $resolved: Boolean!) {\n    completeRecommendation(id: $id, outcome: $outcome, resolved: $resolved) {\n      status\n      version\n    }\n  }\n": types.CompleteRecommendationDocument,
    "\n  query AlarmLoad {\n    alarmLoad {\n      total\n      mostFrequent {\n        equipmentId\n        count\n      }\n    }\n  }\n": types.AlarmLoadDocument,
    "\n  query Effectiveness {\n    recommendationEffectiveness {\n      issueType\n      raised\n      rejected\n    }\n  }\n": types.EffectivenessDocument,
    "\n  subscription ExplainRecommendation($id: ID!, $question: String) {\n    explainRecommendation(id: $id, question: $question) {\n      index\n      text\n      isByModel\n      model\n      end\n      inventedCitations\n      citations {\n        __typename\n        pieceId\n        text\n      }\n      explanation {\n        findings {\n          pieceId\n        }\n      }\n    }\n  }\n": types.ExplainRecommendationDocument,
    "\n  query ModelsHealth {\n    pipelineHealth {\n      status\n      warnings\n      models {\n        name\n        isCircuitOpen\n        lastFailure\n        failingSince\n        requests\n        failures\n      }\n    }\n  }\n": types.ModelsHealthDocument,
    "\n  query Caller {\n    caller {\n      operatorId\n      keyId\n      scopes\n      siteIds\n      expiresAt\n    }\n  }\n": types.CallerDocument,
    "\n  query WhatIsSeen($from: DateTime!, $to: DateTime!) {\n    equipmentList {\n      edges {\n        node {\n          siteId\n        }\n      }\n    }\n    currentStatus {\n      edges {\n        node {\n          siteId\n        }\n      }\n    }\n    anomalies {\n      edges {\n        node {\n          siteId\n        }\n      }\n    }\n    recommendations {\n      edges {\n        node {\n          siteId\n        }\n      }\n    }\n    quarantine {\n      edges {\n        node {\n          siteId\n        }\n      }\n    }\n    recommendationEventLog {\n      events {\n        recommendation {\n          siteId\n        }\n      }\n    }\n    alarmLoad(from: $from, to: $to) {\n      total\n      stale\n      bySeverity {\n        count\n      }\n      mostFrequent {\n        siteId\n      }\n    }\n    recommendationEffectiveness {\n      raised\n    }\n  }\n": types.WhatIsSeenDocument,
    "\n  query SitesSeen($siteId: ID, $from: DateTime!, $to: DateTime!) {\n    equipment(id: \"PUMP\", siteId: $siteId) {\n      siteId\n    }\n    performance(equipmentId: \"PUMP\", sensorType: \"temperature\", siteId: $siteId, from: $from, to: $to) {\n      edges {\n        node {\n          readingCount\n        }\n      }\n    }\n    series(equipmentId: \"PUMP\", sensorType: \"temperature\", siteId: $siteId, from: $from, to: $to) {\n      timestamps\n    }\n  }\n": types.SitesSeenDocument,
    "\n  subscription SitesOfEvents($after: String, $filter: RecommendationFilter) {\n    recommendationEvents(after: $after, filter: $filter) {\n      cursor\n      number\n      recommendation {\n        id: recommendationId\n        siteId\n      }\n    }\n  }\n": types.SitesOfEventsDocument,
    "\n  subscription SitesOfStatus($siteId: ID) {\n    equipmentStatus(siteId: $siteId, minIntervalMs: 0) {\n      siteId\n      value\n    }\n  }\n": types.SitesOfStatusDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ActiveAlarms($filter: AlarmFilter) {\n    alarmEventHead\n    alarms(filter: $filter) {\n      edges {\n        node {\n          alarmId\n          version\n          equipmentId\n          problem\n          severity\n          state\n          isActive\n          isAcknowledged\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').ActiveAlarmsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AcknowledgeAlarms($alarms: [AlarmReference!]!, $note: String) {\n    acknowledgeAlarms(alarms: $alarms, note: $note) {\n      id\n      code\n      alarm {\n        version\n        state\n      }\n    }\n  }\n"): typeof import('./graphql.ts').AcknowledgeAlarmsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ShelveAlarms($alarms: [AlarmReference!]!, $reason: String!, $until: DateTime) {\n    shelveAlarms(alarms: $alarms, reason: $reason, until: $until) {\n      id\n      code\n      alarm {\n        version\n        state\n      }\n    }\n  }\n"): typeof import('./graphql.ts').ShelveAlarmsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription AlarmEvents($after: String, $kinds: [AlarmEventKind!], $filter: AlarmEventFilter) {\n    alarmEvents(after: $after, kinds: $kinds, filter: $filter) {\n      cursor\n      previousCursor\n      number\n      kind\n      operatorId\n      note\n      alarm {\n        alarmId\n        version\n        equipmentId\n        problem\n        severity\n        state\n        isActive\n        isAcknowledged\n      }\n    }\n  }\n"): typeof import('./graphql.ts').AlarmEventsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation PlanMaintenance($equipmentIds: [ID!]!, $until: DateTime!, $reason: String!) {\n    planMaintenance(equipmentIds: $equipmentIds, until: $until, reason: $reason) { id code suppression { suppressionId isInForce } }\n  }\n"): typeof import('./graphql.ts').PlanMaintenanceDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation EndMaintenance($ids: [ID!]!) {\n    endMaintenance(ids: $ids) { id code suppression { suppressionId endedAt } }\n  }\n"): typeof import('./graphql.ts').EndMaintenanceDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation WorkOnAlarms($alarms: [AlarmReference!]!) {\n    confirmAlarms(alarms: $alarms) { id alarm { version } }\n    commentAlarms(alarms: $alarms, note: \"x\") { id alarm { version } }\n    silenceAlarms(alarms: $alarms) { id alarm { version } }\n    takeOutOfService(alarms: $alarms, reason: \"x\") { id alarm { version } }\n    returnToService(alarms: $alarms, reason: \"x\") { id alarm { version } }\n  }\n"): typeof import('./graphql.ts').WorkOnAlarmsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RegisterEquipment($equipment: [EquipmentInput!]!) {\n    registerEquipment(equipment: $equipment) {\n      id: equipmentId\n      equipmentType\n      manufacturer\n      criticality\n    }\n  }\n"): typeof import('./graphql.ts').RegisterEquipmentDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SetDetection($input: DetectionInput!) {\n    setDetection(input: $input) {\n      settingId\n    }\n  }\n"): typeof import('./graphql.ts').SetDetectionDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Equipment($id: ID!, $siteId: ID) {\n    equipment(id: $id, siteId: $siteId) {\n      id: equipmentId\n      equipmentType\n    }\n  }\n"): typeof import('./graphql.ts').EquipmentDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query EquipmentIds {\n    equipmentList(first: 500) {\n      edges {\n        node {\n          id: equipmentId\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').EquipmentIdsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CurrentStatus($filter: StatusFilter) {\n    currentStatus(filter: $filter, first: 500) {\n      edges {\n        node {\n          equipmentId\n          sensorType\n          value\n          units\n          quality\n          lastUpdated\n          lastReported\n          freshness\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').CurrentStatusDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription EquipmentStatus($equipmentIds: [ID!], $minIntervalMs: Int) {\n    equipmentStatus(equipmentIds: $equipmentIds, minIntervalMs: $minIntervalMs) {\n      equipmentId\n      sensorType\n      value\n      units\n      quality\n      lastUpdated\n      lastReported\n      freshness\n      isActive\n    }\n  }\n"): typeof import('./graphql.ts').EquipmentStatusDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RemoveSensors(\n    $filter: SensorRemovalFilter\n    $sensors: [SensorToRemoveInput!]\n    $reason: String\n    $dryRun: Boolean\n  ) {\n    removeSensors(filter: $filter, sensors: $sensors, reason: $reason, dryRun: $dryRun) {\n      sensors\n      equipment\n      recommendations\n      hasMore\n      examples {\n        siteId\n        equipmentId\n        sensorType\n      }\n      results {\n        siteId\n        equipmentId\n        sensorType\n        outcome\n      }\n    }\n  }\n"): typeof import('./graphql.ts').RemoveSensorsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription RecommendationEvents($after: String, $kinds: [RecommendationEventKind!], $filter: RecommendationFilter) {\n    recommendationEvents(after: $after, kinds: $kinds, filter: $filter) {\n      cursor\n      kind\n      occurredAt\n      oldStatus\n      newStatus\n      operatorId\n      recommendation {\n        id: recommendationId\n        equipmentId\n        severity\n        status\n        version\n      }\n    }\n  }\n"): typeof import('./graphql.ts').RecommendationEventsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription FindingEvents($filter: RecommendationFilter) {\n    recommendationEvents(kinds: [CREATED, STATUS_CHANGED, CHANGED, DELETED], filter: $filter) {\n      kind\n      joined {\n        sensorType\n        version\n      }\n      recommendation {\n        issueType\n        status\n        version\n        findings {\n          at\n          sensorType\n          subject\n          detector\n          severity\n          issueType\n          sentence\n          value\n          unit\n          limitName\n          limitValue\n          version\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').FindingEventsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription NumberedEvents($after: String) {\n    recommendationEvents(after: $after) {\n      number\n      cursor\n    }\n  }\n"): typeof import('./graphql.ts').NumberedEventsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription CriticalAlerts($after: String, $filter: RecommendationFilter) {\n    recommendationEvents: criticalAlerts(after: $after, filter: $filter) {\n      cursor\n      kind\n      occurredAt\n      oldStatus\n      newStatus\n      operatorId\n      recommendation {\n        id: recommendationId\n        equipmentId\n        severity\n        status\n        version\n      }\n    }\n  }\n"): typeof import('./graphql.ts').CriticalAlertsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query RecommendationEventLog(\n    $after: String\n    $first: Int\n    $kinds: [RecommendationEventKind!]\n    $filter: RecommendationFilter\n  ) {\n    recommendationEventLog(after: $after, first: $first, kinds: $kinds, filter: $filter) {\n      events {\n        cursor\n        number\n        kind\n        recommendation {\n          id: recommendationId\n        }\n      }\n      endCursor\n      hasMore\n    }\n  }\n"): typeof import('./graphql.ts').RecommendationEventLogDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PipelineHealth {\n    pipelineHealth {\n      status\n      reasons\n      feed {\n        subscribers\n        head\n        headCursor\n        oldestCursor\n      }\n      queues {\n        name\n        depth\n        holds\n        oldestMs\n      }\n      readings {\n        since\n        received\n        stored\n        goodPercent\n        uncertainPercent\n        badPercent\n        duplicatePercent\n        droppedPercent\n        warnedPercent\n      }\n      stages {\n        stage\n        count\n      }\n      equipmentCount\n      sensorCount\n      reportingEquipmentCount\n      reportingSensorCount\n      watermarkAgeMs\n      quarantinedLastHour {\n        code\n        count\n      }\n    }\n  }\n"): typeof import('./graphql.ts').PipelineHealthDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription PipelineHealthUpdates($intervalMs: Int) {\n    pipelineHealth(intervalMs: $intervalMs) {\n      status\n    }\n  }\n"): typeof import('./graphql.ts').PipelineHealthUpdatesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Latency {\n    latency {\n      stage\n      count\n      p50Ms\n      p95Ms\n      p99Ms\n      maxMs\n    }\n  }\n"): typeof import('./graphql.ts').LatencyDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query LookAlikes {\n    pipelineHealth {\n      status\n      warnings\n      lookAlikes {\n        siteId\n        equipmentId\n        sensorType\n        likeSiteId\n        likeEquipmentId\n        likeSensorType\n        since\n      }\n    }\n  }\n"): typeof import('./graphql.ts').LookAlikesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query NewSensors {\n    pipelineHealth {\n      status\n      reasons\n      newSensors {\n        siteId\n        count\n        since\n        examples {\n          equipmentId\n          sensorType\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').NewSensorsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Lagging {\n    pipelineHealth {\n      status\n      reasons\n      warnings\n      lagging {\n        equipmentId\n        lagMs\n        since\n        readings\n      }\n    }\n  }\n"): typeof import('./graphql.ts').LaggingDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Performance($equipmentId: ID!, $sensorType: String!, $from: DateTime!, $to: DateTime!, $resolution: Resolution) {\n    performance(equipmentId: $equipmentId, sensorType: $sensorType, from: $from, to: $to, resolution: $resolution) {\n      edges {\n        node {\n          windowStart\n          windowEnd\n          readingCount\n          avgValue\n          minValue\n          maxValue\n          stddevValue\n          revision\n          isFinal\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').PerformanceDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Series($equipmentId: ID!, $sensorType: String!, $from: DateTime!, $to: DateTime!, $points: Int) {\n    series(equipmentId: $equipmentId, sensorType: $sensorType, from: $from, to: $to, points: $points) {\n      timestamps\n      avg\n      min\n      max\n    }\n  }\n"): typeof import('./graphql.ts').SeriesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CounterWindows($equipmentId: ID!, $sensorType: String!, $from: DateTime!, $to: DateTime!, $resolution: Resolution) {\n    performance(equipmentId: $equipmentId, sensorType: $sensorType, from: $from, to: $to, resolution: $resolution) {\n      edges {\n        node {\n          increase\n          avgValue\n          readingCount\n          badCount\n        }\n      }\n    }\n    equipment(id: $equipmentId) {\n      sensors {\n        kind\n        rollOverAt\n        missingValues\n      }\n    }\n  }\n"): typeof import('./graphql.ts').CounterWindowsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription PerformanceUpdates($equipmentIds: [ID!]) {\n    performanceUpdates(equipmentIds: $equipmentIds) {\n      windowStart\n      readingCount\n      avgValue\n      minValue\n      maxValue\n      revision\n    }\n  }\n"): typeof import('./graphql.ts').PerformanceUpdatesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation IngestReadings($readings: [ReadingInput!]!) {\n    ingestReadings(readings: $readings) {\n      accepted\n      duplicates\n      rejected {\n        index\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql.ts').IngestReadingsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation IngestSeries($series: [SeriesInput!]!) {\n    ingestSeries(series: $series) {\n      accepted\n      duplicates\n      rejected {\n        index\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql.ts').IngestSeriesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Expectations($from: DateTime, $to: DateTime, $stepMinutes: Int) {\n    expectations(from: $from, to: $to, stepMinutes: $stepMinutes) {\n      name\n      layer\n      action\n      rule\n      description\n      code\n      flag\n      readings\n      percent\n      first\n      last\n      counts {\n        times\n        readings\n      }\n    }\n  }\n"): typeof import('./graphql.ts').ExpectationsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Quarantine($filter: QuarantineFilter) {\n    quarantine(filter: $filter) {\n      edges {\n        node {\n          id\n          door\n          code\n          message\n          equipmentId\n          sensorType\n          original\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').QuarantineDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ReplayQuarantine($entries: [QuarantineReplayInput!]!) {\n    replayQuarantine(entries: $entries) {\n      accepted\n      rejected {\n        index\n        code\n      }\n    }\n  }\n"): typeof import('./graphql.ts').ReplayQuarantineDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query RecommendationDetails($id: ID!) {\n    recommendation(id: $id) {\n      id: recommendationId\n      siteId\n      equipmentId\n      issueType\n      severity\n      status\n      version\n      issueDescription\n      recommendedAction\n      rootCauseAnalysis\n      expectedOutcome\n      confidenceScore\n      equipment {\n        id: equipmentId\n        equipmentType\n      }\n      anomaly {\n        sensorType\n        value\n        severity\n      }\n      history {\n        oldStatus\n        newStatus\n        operatorId\n      }\n    }\n  }\n"): typeof import('./graphql.ts').RecommendationDetailsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query History($id: ID!) {\n    recommendation(id: $id) {\n      history {\n        newStatus\n        operatorId\n        databaseUser\n        credential {\n          keyId\n          issuer\n          subject\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').HistoryDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Recommendations($filter: RecommendationFilter, $first: Int, $after: String) {\n    recommendations(filter: $filter, first: $first, after: $after) {\n      edges {\n        node {\n          id: recommendationId\n          equipmentId\n          severity\n          status\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): typeof import('./graphql.ts').RecommendationsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Anomalies($filter: AnomalyFilter) {\n    anomalies(filter: $filter) {\n      edges {\n        node {\n          equipmentId\n          sensorType\n          value\n          severity\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').AnomaliesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ApproveRecommendation($id: ID!, $notes: String, $expectedVersion: Int) {\n    approveRecommendation(id: $id, notes: $notes, expectedVersion: $expectedVersion) {\n      status\n      operatorId\n      operatorNotes\n      version\n    }\n  }\n"): typeof import('./graphql.ts').ApproveRecommendationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RejectRecommendation($id: ID!, $reason: String!, $notes: String, $expectedVersion: Int) {\n    rejectRecommendation(id: $id, reason: $reason, notes: $notes, expectedVersion: $expectedVersion) {\n      status\n      operatorId\n      rejectionReason\n      version\n    }\n  }\n"): typeof import('./graphql.ts').RejectRecommendationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeferRecommendation($id: ID!, $until: DateTime!, $notes: String, $expectedVersion: Int) {\n    deferRecommendation(id: $id, until: $until, notes: $notes, expectedVersion: $expectedVersion) {\n      status\n      operatorId\n      deferUntil\n      version\n    }\n  }\n"): typeof import('./graphql.ts').DeferRecommendationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CompleteRecommendation($id: ID!, $outcome: String!, $resolved: Boolean!) {\n    completeRecommendation(id: $id, outcome: $outcome, resolved: $resolved) {\n      status\n      version\n    }\n  }\n"): typeof import('./graphql.ts').CompleteRecommendationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AlarmLoad {\n    alarmLoad {\n      total\n      mostFrequent {\n        equipmentId\n        count\n      }\n    }\n  }\n"): typeof import('./graphql.ts').AlarmLoadDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Effectiveness {\n    recommendationEffectiveness {\n      issueType\n      raised\n      rejected\n    }\n  }\n"): typeof import('./graphql.ts').EffectivenessDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription ExplainRecommendation($id: ID!, $question: String) {\n    explainRecommendation(id: $id, question: $question) {\n      index\n      text\n      isByModel\n      model\n      end\n      inventedCitations\n      citations {\n        __typename\n        pieceId\n        text\n      }\n      explanation {\n        findings {\n          pieceId\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').ExplainRecommendationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ModelsHealth {\n    pipelineHealth {\n      status\n      warnings\n      models {\n        name\n        isCircuitOpen\n        lastFailure\n        failingSince\n        requests\n        failures\n      }\n    }\n  }\n"): typeof import('./graphql.ts').ModelsHealthDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Caller {\n    caller {\n      operatorId\n      keyId\n      scopes\n      siteIds\n      expiresAt\n    }\n  }\n"): typeof import('./graphql.ts').CallerDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query WhatIsSeen($from: DateTime!, $to: DateTime!) {\n    equipmentList {\n      edges {\n        node {\n          siteId\n        }\n      }\n    }\n    currentStatus {\n      edges {\n        node {\n          siteId\n        }\n      }\n    }\n    anomalies {\n      edges {\n        node {\n          siteId\n        }\n      }\n    }\n    recommendations {\n      edges {\n        node {\n          siteId\n        }\n      }\n    }\n    quarantine {\n      edges {\n        node {\n          siteId\n        }\n      }\n    }\n    recommendationEventLog {\n      events {\n        recommendation {\n          siteId\n        }\n      }\n    }\n    alarmLoad(from: $from, to: $to) {\n      total\n      stale\n      bySeverity {\n        count\n      }\n      mostFrequent {\n        siteId\n      }\n    }\n    recommendationEffectiveness {\n      raised\n    }\n  }\n"): typeof import('./graphql.ts').WhatIsSeenDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query SitesSeen($siteId: ID, $from: DateTime!, $to: DateTime!) {\n    equipment(id: \"PUMP\", siteId: $siteId) {\n      siteId\n    }\n    performance(equipmentId: \"PUMP\", sensorType: \"temperature\", siteId: $siteId, from: $from, to: $to) {\n      edges {\n        node {\n          readingCount\n        }\n      }\n    }\n    series(equipmentId: \"PUMP\", sensorType: \"temperature\", siteId: $siteId, from: $from, to: $to) {\n      timestamps\n    }\n  }\n"): typeof import('./graphql.ts').SitesSeenDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription SitesOfEvents($after: String, $filter: RecommendationFilter) {\n    recommendationEvents(after: $after, filter: $filter) {\n      cursor\n      number\n      recommendation {\n        id: recommendationId\n        siteId\n      }\n    }\n  }\n"): typeof import('./graphql.ts').SitesOfEventsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription SitesOfStatus($siteId: ID) {\n    equipmentStatus(siteId: $siteId, minIntervalMs: 0) {\n      siteId\n      value\n    }\n  }\n"): typeof import('./graphql.ts').SitesOfStatusDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
