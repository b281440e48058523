import { graphql } from '../../gen/gql.ts';

// Operations that ask what the caller may see: identity, and the sites of everything that is listed or told.
// `id` is the plant's own key under this name: tests compare it with what they wrote by SQL.

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
