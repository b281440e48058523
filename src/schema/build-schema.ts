/** Builds the GraphQL schema from its types. */
import './scalars/date-time.ts';
import './scalars/float.ts';
import './scalars/json.ts';
import './mutation.ts';
import './query.ts';
import './alarms/alarm-queries.ts';
import './alarms/alarm-mutations.ts';
import './alarms/alarm-settings.ts';
import './alarms/alarm-subscription.ts';
import './alarms/suppression-fields.ts';
import './detection/detection-fields.ts';
import './knowledge/knowledge-fields.ts';
import './notify/notify-fields.ts';
import './learning/learning-fields.ts';
import './subscription.ts';
import './explanation/explanation-part-type.ts';
import './scalars/tag-value.ts';
import type { GraphQLSchema } from 'graphql';
import { guardRootFields } from './access/guard-root-fields.ts';
import { builder } from './builder.ts';

export function buildSchema(): GraphQLSchema {
  const schema = builder.toSchema();
  guardRootFields(schema);
  return schema;
}
