import type { QueueHealth } from '../../health/pipeline-health.ts';
import { builder } from '../builder.ts';

export const queueHealthType = builder.objectRef<QueueHealth>('QueueHealth').implement({
  description: 'A queue in which readings wait to be processed.',
  fields: (t) => ({
    name: t.exposeString('name', {
      description:
        '`door`: requests of this server that are not committed yet; `sql_inbox`: rows of `sensor_data` that no server has taken yet; `pipeline`: batches in bronze that the slowest shard has still to process, on any server.',
    }),
    depth: t.exposeFloat('depth', {
      description:
        'Number of entries that wait, 0 or more. The queue `door` holds at most 100,000 readings; rows are counted up to 10,000.',
    }),
    holds: t.exposeString('holds', { description: 'Kind of entries: `readings`, `rows` or `batches`.' }),
    oldestMs: t.exposeFloat('oldestMs', {
      nullable: true,
      description: 'How long the oldest entry has waited, in ms; null where nothing waits, and for `door`.',
    }),
  }),
});
