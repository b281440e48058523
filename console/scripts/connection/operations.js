/** The GraphQL operations of the page. */

/**
 * What the queue shows of a recommendation, however it came: read, told by the feed, or answered after a decision. `id` is the plant’s own
 * key, the same in all three; the global id of a snapshot in an event is another one.
 */
export const queuedFields = /* GraphQL */ `
  fragment Queued on Recommendation {
    id: recommendationId siteId equipmentId issueType severity status version issueDescription recommendedAction confidenceScore
    operatorId deferUntil createdAt updatedAt
    equipment { equipmentType location }
    anomaly { sensorType eventTime }
    findings { sensorType }
  }
`;

const masterFields = /* GraphQL */ `
  fragment Limits on EffectiveLimits {
    emergency { value source } critical { value source } warning { value source } alarmHigh { value source } alarmLow { value source }
    emergencyLow { value source } criticalLow { value source } warningLow { value source }
  }
  fragment Master on Equipment {
    equipmentType manufacturer model location criticality lastMaintenanceDate isActive
    sensors { sensorType name unit effectiveLimits { unit ...Limits } }
  }
`;

export const whoAsks = /* GraphQL */ `query WhoAsks { caller { operatorId keyId scopes siteIds expiresAt } }`;

export const queuePage = /* GraphQL */ `
  query Queue($statuses: [RecommendationStatus!], $severities: [Severity!], $first: Int, $after: String) {
    recommendations(filter: { statuses: $statuses, severities: $severities }, first: $first, after: $after) {
      edges { node { ...Queued } }
      pageInfo { hasNextPage endCursor }
    }
  }
  ${queuedFields}
`;

export const openReturns = /* GraphQL */ `
  query OpenReturns($first: Int, $after: String) {
    recommendations(filter: { statuses: [PENDING, APPROVED, DEFERRED] }, first: $first, after: $after) {
      edges { node { id: recommendationId normalSince } }
      pageInfo { hasNextPage endCursor }
    }
  }
`;

export const equipmentStatus = /* GraphQL */ `
  subscription Status {
    equipmentStatus(minIntervalMs: 1000) { siteId equipmentId sensorType value units quality lastUpdated }
  }
`;

export const health = /* GraphQL */ `
  subscription Health { pipelineHealth(intervalMs: 5000) { status reasons } }
`;

export const details = /* GraphQL */ `
  query Details($id: ID!) {
    recommendation(id: $id) {
      id: recommendationId siteId equipmentId issueType severity status version issueDescription recommendedAction confidenceScore
      operatorId deferUntil createdAt updatedAt rootCauseAnalysis expectedOutcome outcome resolved normalSince rejectionReason
      equipment { ...Master }
      anomaly {
        detector sensorType eventTime value limitName limitValue baselineMean baselineStddev deviation readingCount evidence
      }
      findings { at sensorType severity sentence version }
      history {
        kind oldStatus newStatus occurredAt operatorId operatorNotes rejectionReason deferUntil outcome
      }
    }
  }
  ${masterFields}
`;

export const equipmentDetails = /* GraphQL */ `
  query EquipmentDetails($id: ID!, $siteId: ID) {
    equipment(id: $id, siteId: $siteId) { ...Master }
  }
  ${masterFields}
`;

export const equipmentPage = /* GraphQL */ `
  query EquipmentPage($first: Int, $after: String) {
    equipmentList(first: $first, after: $after) {
      edges { node { id: equipmentId siteId ...Master } }
      pageInfo { hasNextPage endCursor }
    }
  }
  ${masterFields}
`;

export const unitConversion = /* GraphQL */ `
  query UnitConversion($from: String!, $to: String!) { unitConversion(from: $from, to: $to) { factor offset } }
`;

export const sensorSeries = /* GraphQL */ `
  query SensorSeries($equipmentId: ID!, $siteId: ID, $sensorType: String!, $from: DateTime!, $to: DateTime!) {
    series(equipmentId: $equipmentId, siteId: $siteId, sensorType: $sensorType, from: $from, to: $to, points: 300) {
      timestamps avg min max
    }
  }
`;

export const approve = /* GraphQL */ `
  mutation Approve($id: ID!, $notes: String, $expectedVersion: Int) {
    decided: approveRecommendation(id: $id, notes: $notes, expectedVersion: $expectedVersion) { ...Queued }
  }
  ${queuedFields}
`;

export const reject = /* GraphQL */ `
  mutation Reject($id: ID!, $reason: String!, $notes: String, $expectedVersion: Int) {
    decided: rejectRecommendation(id: $id, reason: $reason, notes: $notes, expectedVersion: $expectedVersion) { ...Queued }
  }
  ${queuedFields}
`;

export const defer = /* GraphQL */ `
  mutation Defer($id: ID!, $until: DateTime!, $notes: String, $expectedVersion: Int) {
    decided: deferRecommendation(id: $id, until: $until, notes: $notes, expectedVersion: $expectedVersion) { ...Queued }
  }
  ${queuedFields}
`;

export const complete = /* GraphQL */ `
  mutation Complete($id: ID!, $outcome: String!, $resolved: Boolean!) {
    decided: completeRecommendation(id: $id, outcome: $outcome, resolved: $resolved) { ...Queued }
  }
  ${queuedFields}
`;
