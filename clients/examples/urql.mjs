// Follows recommendations with urql and its normalising cache: node urql.mjs
import { Client, gql, subscriptionExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { keepCursor, keptCursor, subscribe } from './resuming-socket.mjs';

const client = new Client({
  url: 'everything goes over the socket',
  preferGetMethod: false,
  exchanges: [
    cacheExchange({
      updates: {
        Subscription: {
          // What the cache holds of it is old now: whatever shows it asks for it again.
          recommendationEvents: ({ recommendationEvents: { recommendation } }, _variables, cache) =>
            cache.invalidate({ __typename: 'Recommendation', id: recommendation.snapshotOf }),
        },
      },
    }),
    subscriptionExchange({
      enableAllOperations: true,
      forwardSubscription: (request) => ({ subscribe: (sink) => ({ unsubscribe: subscribe(request, sink) }) }),
    }),
  ],
});

// At the first start it begins with what comes next. Kept at once, so that a crash before the first event loses none.
if (keptCursor() === null) {
  const { data, error } = await client.query(gql`query Head { recommendationEventHead }`, {}).toPromise();
  if (error) throw error;
  keepCursor(data.recommendationEventHead);
}

const events = gql`
  subscription Events($after: String) {
    recommendationEvents(after: $after) {
      cursor
      kind
      recommendation { id snapshotOf recommendationId severity issueDescription }
    }
  }
`;
client.subscription(events, { after: keptCursor() }).subscribe(({ data, error }) => {
  // Waiting mends nothing here: at CURSOR_EXPIRED load the list anew and remove the cursor's file.
  if (error) throw error;
  const { cursor, kind, recommendation } = data.recommendationEvents;
  console.log(kind, recommendation.recommendationId, recommendation.severity, recommendation.issueDescription);
  keepCursor(cursor);
});
