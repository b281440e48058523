import Fastify from 'fastify';
import mercurius from 'mercurius';
import { listenForRecommendations, tellPort, typeDefs } from './listen.ts';

/** Mercurius with its own pubsub, fed by NOTIFY. */
const topic = 'RECOMMENDATION_CREATED';
const app = Fastify();
await app.register(mercurius, {
  schema: typeDefs,
  resolvers: {
    Query: { created: () => [] },
    Subscription: { recommendationCreated: { subscribe: (_root, _args, { pubsub }) => pubsub.subscribe(topic) } },
  },
  subscription: true,
});
await app.listen({ port: 0, host: '127.0.0.1' });
await listenForRecommendations((recommendationCreated) => {
  app.graphql.pubsub.publish({ topic, payload: { recommendationCreated } });
});
tellPort(app.server.address());
