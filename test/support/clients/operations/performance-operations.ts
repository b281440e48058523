import { graphql } from '../../gen/gql.ts';

// Operations about windows of statistics: pages, series for charts, updates, counters.

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
