import { graphql } from '../../gen/gql.ts';

// Operations about recommendations: the queue, the four decisions, and what operators were told.
// `id` is the plant's own key under this name: tests compare it with what they wrote by SQL.

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

export const HistoryQuery = graphql(`
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

export const EffectivenessQuery = graphql(`
  query Effectiveness {
    recommendationEffectiveness {
      issueType
      raised
      rejected
    }
  }
`);

export const ExplainRecommendation = graphql(`
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
`);

export const ModelsHealth = graphql(`
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
`);
