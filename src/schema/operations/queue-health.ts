import type { QueueHealth } from '../../health/pipeline-health.ts';
import { builder } from '../builder.ts';

export const queueHealthType = builder.objectRef<QueueHealth>('QueueHealth').implement({
  description: 'A place where readings wait on their way.',
  fields: (t) => ({
    name: t.exposeString('name', {
      description:
        '`door`: requests of this server that are not committed yet; `sql_inbox`: rows of `sensor_data` that no server has taken yet; `pipeline`: batches in bronze that the slowest partition has before it, whichever server owns it.',
    }),
    depth: t.exposeFloat('depth', {
      description: 'How much waits, 0 or more. The door holds 100,000 readings; rows are counted up to 10,000.',
    }),
    holds: t.exposeString('holds', { description: 'What is counted: `readings`, `rows` or `batches`.' }),
    oldestMs: t.exposeFloat('oldestMs', {
      nullable: true,
      description: 'How long the first of them has waited, in ms; null where nothing waits, and for the door.',
    }),
  }),
});
