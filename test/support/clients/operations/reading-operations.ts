import { graphql } from '../../gen/gql.ts';

// Operations about readings: ingest, expectations, quarantine and its replay.

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

export const QuarantineQuery = graphql(`
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
