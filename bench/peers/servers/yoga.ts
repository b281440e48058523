import { createServer } from 'node:http';
import { useServer } from 'graphql-ws/use/ws';
import { createPubSub, createSchema, createYoga } from 'graphql-yoga';
import pg from 'pg';
import { WebSocketServer } from 'ws';
import { databaseUrl, listenForRecommendations, tellPort, typeDefs } from './listen.ts';

/** Yoga with createPubSub, fed by NOTIFY, over graphql-ws as Yoga's manual joins the two. It also answers who polls. */
const pubSub = createPubSub<{ created: [unknown] }>();
const pool = new pg.Pool({ connectionString: databaseUrl });
pool.on('error', (error) => console.error(`    an idle connection was lost: ${error.message}`));

const createdAfter = `
  SELECT recommendation_id, site_id, equipment_id, issue_type, severity, issue_description, recommended_action, confidence_score,
         status, to_json(created_timestamp) #>> '{}' AS timestamp
  FROM agentic_hmi.agent_recommendations WHERE created_timestamp > $1 ORDER BY created_timestamp`;

const yoga = createYoga({
  graphiql: false,
  schema: createSchema({
    typeDefs,
    resolvers: {
      Query: { created: async (_root, { after }: { after: string }) => (await pool.query(createdAfter, [after])).rows },
      Subscription: {
        recommendationCreated: {
          subscribe: () => pubSub.subscribe('created'),
          resolve: (recommendation: unknown) => recommendation,
        },
      },
    },
  }),
});

type Enveloped = ReturnType<typeof yoga.getEnveloped>;
interface Root {
  readonly execute: Enveloped['execute'];
  readonly subscribe: Enveloped['subscribe'];
}

const server = createServer(yoga);
const sockets = new WebSocketServer({ server, path: yoga.graphqlEndpoint });
useServer(
  {
    execute: (args) => (args.rootValue as Root).execute(args),
    subscribe: (args) => (args.rootValue as Root).subscribe(args),
    onSubscribe: async (context, _id, params) => {
      const { schema, execute, subscribe, contextFactory, parse, validate } = yoga.getEnveloped({
        ...context,
        req: context.extra.request,
        socket: context.extra.socket,
        params,
      });
      const args = {
        schema,
        operationName: params.operationName ?? null,
        document: parse(params.query),
        variableValues: params.variables ?? null,
        contextValue: await contextFactory(),
        rootValue: { execute, subscribe },
      };
      const errors = validate(args.schema, args.document);
      return errors.length > 0 ? errors : args;
    },
  },
  sockets,
);
server.listen(0, '127.0.0.1', async () => {
  await listenForRecommendations((recommendation) => pubSub.publish('created', recommendation));
  tellPort(server.address());
});
