import { graphql } from '../gen/gql.ts';

// Every operation of the acceptance tests: generated types come from the schema, so a changed field fails to compile here first.
// `id` is the plant's own key under this name: tests compare it with what they wrote by SQL.

export const IngestReadings = graphql(`
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
`);

export const IngestSeries = graphql(`
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
`);

export const RegisterEquipment = graphql(`
  mutation RegisterEquipment($equipment: [EquipmentInput!]!) {
    registerEquipment(equipment: $equipment) {
      id: equipmentId
      equipmentType
      manufacturer
      criticality
    }
  }
`);

export const ApproveRecommendation = graphql(`
  mutation ApproveRecommendation($id: ID!, $notes: String, $expectedVersion: Int) {
    approveRecommendation(id: $id, notes: $notes, expectedVersion: $expectedVersion) {
      status
      operatorId
      operatorNotes
      version
    }
  }
`);

export const RejectRecommendation = graphql(`
  mutation RejectRecommendation($id: ID!, $reason: String!, $notes: String, $expectedVersion: Int) {
    rejectRecommendation(id: $id, reason: $reason, notes: $notes, expectedVersion: $expectedVersion) {
      status
      operatorId
      rejectionReason
      version
    }
  }
`);

export const DeferRecommendation = graphql(`
  mutation DeferRecommendation($id: ID!, $until: DateTime!, $notes: String, $expectedVersion: Int) {
    deferRecommendation(id: $id, until: $until, notes: $notes, expectedVersion: $expectedVersion) {
      status
      operatorId
      deferUntil
      version
    }
  }
`);

export const CompleteRecommendation = graphql(`
  mutation CompleteRecommendation($id: ID!, $outcome: String!, $resolved: Boolean!) {
    completeRecommendation(id: $id, outcome: $outcome, resolved: $resolved) {
      status
      version
    }
  }
`);

export const RecommendationDetails = graphql(`
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
`);

export const RecommendationsQuery = graphql(`
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
`);

export const AnomaliesQuery = graphql(`
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
`);

export const EquipmentQuery = graphql(`
  query Equipment($id: ID!, $siteId: ID) {
    equipment(id: $id, siteId: $siteId) {
      id: equipmentId
      equipmentType
    }
  }
`);

export const CurrentStatus = graphql(`
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
`);

export const PerformanceQuery = graphql(`
  query Performance($equipmentId: ID!, $sensorType: String!, $from: DateTime!, $to: DateTime!, $resolution: Resolution) {
    performance(equipmentId: $equipmentId, sensorType: $sensorType, from: $from, to: $to, resolution: $resolution) {
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
`);

export const SeriesQuery = graphql(`
  query Series($equipmentId: ID!, $sensorType: String!, $from: DateTime!, $to: DateTime!, $points: Int) {
    series(equipmentId: $equipmentId, sensorType: $sensorType, from: $from, to: $to, points: $points) {
      timestamps
      avg
      min
      max
    }
  }
`);

export const QuarantineQuery = graphql(`
  query Quarantine($filter: QuarantineFilter) {
    quarantine(filter: $filter) {
      edges {
        node {
          id
          code
          message
          equipmentId
          sensorType
          original
        }
      }
    }
  }
`);

export const ExpectationsQuery = graphql(`
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
`);

export const EffectivenessQuery = graphql(`
  query Effectiveness {
    recommendationEffectiveness {
      issueType
      raised
      rejected
    }
  }
`);

export const LatencyQuery = graphql(`
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
`);

export const AlarmLoadQuery = graphql(`
  query AlarmLoad {
    alarmLoad {
      total
      mostFrequent {
        equipmentId
        count
      }
    }
  }
`);

export const PipelineHealthQuery = graphql(`
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
`);

export const PipelineHealthUpdates = graphql(`
  subscription PipelineHealthUpdates($intervalMs: Int) {
    pipelineHealth(intervalMs: $intervalMs) {
      status
    }
  }
`);

export const RecommendationEvents = graphql(`
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
`);

export const NumberedEvents = graphql(`
  subscription NumberedEvents($after: String) {
    recommendationEvents(after: $after) {
      number
      cursor
    }
  }
`);

export const CriticalAlerts = graphql(`
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
`);

export const RecommendationEventLog = graphql(`
  query RecommendationEventLog(
    $after: String
    $first: Int
    $kinds: [RecommendationEventKind!]
    $filter: RecommendationFilter
  ) {
    recommendationEventLog(after: $after, first: $first, kinds: $kinds, filter: $filter) {
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
`);

export const EquipmentStatus = graphql(`
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
`);

export const PerformanceUpdates = graphql(`
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
`);

export const CallerQuery = graphql(`
  query Caller {
    caller {
      operatorId
      keyId
      scopes
      siteIds
      expiresAt
    }
  }
`);

export const WhatIsSeen = graphql(`
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
`);

export const SitesSeen = graphql(`
  query SitesSeen($siteId: ID, $from: DateTime!, $to: DateTime!) {
    equipment(id: "PUMP", siteId: $siteId) {
      siteId
    }
    performance(equipmentId: "PUMP", sensorType: "temperature", siteId: $siteId, from: $from, to: $to) {
      edges {
        node {
          readingCount
        }
      }
    }
    series(equipmentId: "PUMP", sensorType: "temperature", siteId: $siteId, from: $from, to: $to) {
      timestamps
    }
  }
`);

export const SitesOfEvents = graphql(`
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
`);

export const SitesOfStatus = graphql(`
  subscription SitesOfStatus($siteId: ID) {
    equipmentStatus(siteId: $siteId, minIntervalMs: 0) {
      siteId
      value
    }
  }
`);

export const ReplayQuarantine = graphql(`
  mutation ReplayQuarantine($entries: [QuarantineReplayInput!]!) {
    replayQuarantine(entries: $entries) {
      accepted
      rejected {
        index
        code
      }
    }
  }
`);

export const EquipmentIds = graphql(`
  query EquipmentIds {
    equipmentList(first: 500) {
      edges {
        node {
          id: equipmentId
        }
      }
    }
  }
`);

export const LookAlikesQuery = graphql(`
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
`);

export const LaggingQuery = graphql(`
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
`);

export const CounterWindows = graphql(`
  query CounterWindows($equipmentId: ID!, $sensorType: String!, $from: DateTime!, $to: DateTime!, $resolution: Resolution) {
    performance(equipmentId: $equipmentId, sensorType: $sensorType, from: $from, to: $to, resolution: $resolution) {
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
`);
