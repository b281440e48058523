/** What the servers of the peers share: the database's address, the port that they tell, LISTEN, and the schema. */
import pg from 'pg';

/** The database, and the port to tell: how every peer's server is started. */
export const databaseUrl = process.argv[2] ?? '';

export function tellPort(address: unknown): void {
  if (typeof address !== 'object' || address === null || !('port' in address)) throw new Error('no port');
  process.send?.(address.port);
  process.once('disconnect', () => process.exit());
}

/**
 * Recommendations by NOTIFY, as one listens with pg by its manual. Neither Mercurius nor Yoga brings a listener of its own; this one
 * survives the loss of its connection, as its error is heard, but nobody connects it again.
 */
export async function listenForRecommendations(onRecommendation: (recommendation: unknown) => void): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on('error', (error) => console.error(`    the listener was lost: ${error.message}`));
  client.on('notification', ({ payload }) => onRecommendation(JSON.parse(payload ?? 'null')));
  await client.connect();
  await client.query('LISTEN new_ml_recommendation');
}

export const typeDefs = /* GraphQL */ `
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
  type Query {
    created(after: String!): [CreatedRecommendation!]!
  }
  type Subscription {
    recommendationCreated: CreatedRecommendation!
  }
`;
