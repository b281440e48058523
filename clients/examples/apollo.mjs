// Follows recommendations with Apollo Client 4: node apollo.mjs
import { ApolloClient, ApolloLink, gql, InMemoryCache, Observable } from '@apollo/client';
import { print } from 'graphql';
import { keepCursor, keptCursor, subscribe } from './resuming-socket.mjs';

// In the place of GraphQLWsLink, which sends the first variables again after each disconnect.
const link = new ApolloLink(
  ({ query, operationName, variables }) =>
    new Observable((observer) => subscribe({ query: print(query), operationName, variables }, observer)),
);
const client = new ApolloClient({ link, cache: new InMemoryCache() });

// At the first start it begins with what comes next. Kept at once, so that a crash before the first event loses none.
if (keptCursor() === null) {
  const { data } = await client.query({ query: gql`query Head { recommendationEventHead }` });
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
client.subscribe({ query: events, variables: { after: keptCursor() }, fetchPolicy: 'no-cache' }).subscribe({
  next: ({ data, error }) => {
    // Waiting mends nothing here: at CURSOR_EXPIRED load the list anew and remove the cursor's file.
    if (error) throw error;
    const { cursor, kind, recommendation } = data.recommendationEvents;
    console.log(kind, recommendation.recommendationId, recommendation.severity, recommendation.issueDescription);
    // What the cache holds of it is old now: whatever shows it asks for it again.
    client.cache.evict({ id: client.cache.identify({ __typename: 'Recommendation', id: recommendation.snapshotOf }) });
    keepCursor(cursor);
  },
});
