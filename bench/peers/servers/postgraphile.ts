/** The peer PostGraphile: its own subscriptions, fed by NOTIFY. */
import { createServer } from 'node:http';
import { postgraphile } from 'postgraphile';
import { jsonParse } from 'postgraphile/@dataplan/json';
import { makePgService } from 'postgraphile/adaptors/pg';
import { context, listen } from 'postgraphile/grafast';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { extendSchema, gql } from 'postgraphile/utils';
import { databaseUrl, tellPort } from './listen.ts';

/** PostGraphile with its own pgSubscriber: NOTIFY to a subscription field as its manual adds one, without reading the row again. */
const createdRecommendations = extendSchema({
  typeDefs: gql`
    type CreatedRecommendation {
      recommendation_id: ID!
      site_id: String!
      equipment_id: String!
      issue_type: String!
      severity: String!
      issue_description: String
      recommended_action: String
      confidence_score: Float
      status: String!
      timestamp: String!
    }
    extend type Subscription {
      recommendationCreated: CreatedRecommendation
    }
  `,
  objects: {
    Subscription: {
      plans: {
        recommendationCreated: {
          subscribePlan: () => listen(context().get('pgSubscriber'), 'new_ml_recommendation', jsonParse),
          plan: ($event) => $event,
        },
      },
    },
  },
});

const serv = postgraphile({
  extends: [PostGraphileAmberPreset],
  plugins: [createdRecommendations],
  pgServices: [makePgService({ connectionString: databaseUrl, schemas: ['agentic_hmi'], pubsub: true })],
  grafserv: { websockets: true, graphiql: false },
}).createServ(grafserv);
const server = createServer();
server.on('error', (error) => console.error(error));
await serv.addTo(server);
await serv.ready();
server.listen(0, '127.0.0.1', () => tellPort(server.address()));
