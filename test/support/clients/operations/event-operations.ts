import { graphql } from '../../gen/gql.ts';

// Operations on the event feed: subscriptions that resume by cursor, and the log as pages.
// `id` is the plant's own key under this name: tests compare it with what they wrote by SQL.

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

export const FindingEvents = graphql(`
  subscription FindingEvents($filter: RecommendationFilter) {
    recommendationEvents(kinds: [CREATED, STATUS_CHANGED, CHANGED, DELETED], filter: $filter) {
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
