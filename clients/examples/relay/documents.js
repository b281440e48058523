// What relay.mjs asks, for relay-compiler, which makes __generated__ of it: npx relay-compiler relay.config.json
import { graphql } from 'relay-runtime';

graphql`
  query documentsHeadQuery {
    recommendationEventHead
  }
`;

graphql`
  subscription documentsEventsSubscription($after: String) {
    recommendationEvents(after: $after) {
      cursor
      kind
      recommendation {
        id
        snapshotOf
        recommendationId
        severity
        issueDescription
      }
    }
  }
`;
