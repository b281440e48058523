// Follows recommendations with Relay: npx relay-compiler relay.config.json && node relay.mjs
import { Environment, fetchQuery, Network, Observable, RecordSource, requestSubscription, Store } from 'relay-runtime';
import { keepCursor, keptCursor, subscribe } from '../resuming-socket.mjs';
import subscription from './__generated__/documentsEventsSubscription.graphql.js';
import headQuery from './__generated__/documentsHeadQuery.graphql.js';

// One function for all operations; a subscription goes on behind the last event after each disconnect.
const run = ({ text, name }, variables) =>
  Observable.create((sink) => subscribe({ query: text, operationName: name, variables }, sink));
const environment = new Environment({ network: Network.create(run, run), store: new Store(new RecordSource()) });

// At the first start it begins with what comes next. Kept at once, so that a crash before the first event loses none.
if (keptCursor() === null) {
  const { recommendationEventHead } = await fetchQuery(environment, headQuery, {}).toPromise();
  keepCursor(recommendationEventHead);
}

requestSubscription(environment, {
  subscription,
  variables: { after: keptCursor() },
  // What the store holds of it is old now: whatever shows it asks for it again.
  updater: (store, { recommendationEvents }) =>
    store.get(recommendationEvents.recommendation.snapshotOf)?.invalidateRecord(),
  onNext: ({ recommendationEvents: { cursor, kind, recommendation } }) => {
    console.log(kind, recommendation.recommendationId, recommendation.severity, recommendation.issueDescription);
    keepCursor(cursor);
  },
  // Waiting mends nothing here: at CURSOR_EXPIRED load the list anew and remove the cursor's file.
  onError: (error) => {
    throw error;
  },
});
