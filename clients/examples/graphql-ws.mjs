// Follows recommendations with plain graphql-ws: node graphql-ws.mjs
import { keepCursor, keptCursor, subscribe } from './resuming-socket.mjs';

/** The data of one answer, or of many: `each` is called with every one. */
function run(query, variables, each) {
  return new Promise((resolve, reject) => {
    const next = ({ data, errors }) => (errors ? reject(errors[0]) : each(data));
    subscribe({ query, variables }, { next, error: ([error]) => reject(error), complete: resolve });
  });
}

// At the first start it begins with what comes next. Kept at once, so that a crash before the first event loses none.
if (keptCursor() === null)
  await run('{ recommendationEventHead }', {}, (data) => keepCursor(data.recommendationEventHead));

const events = `subscription ($after: String) {
  recommendationEvents(after: $after) { cursor kind recommendation { recommendationId severity issueDescription } }
}`;
// It ends only where waiting mends nothing: at CURSOR_EXPIRED load the list anew and remove the cursor's file.
await run(events, { after: keptCursor() }, ({ recommendationEvents: { cursor, kind, recommendation } }) => {
  console.log(kind, recommendation.recommendationId, recommendation.severity, recommendation.issueDescription);
  keepCursor(cursor);
});
