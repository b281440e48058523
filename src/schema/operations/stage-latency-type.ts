import type { StageLatency } from '../../services/latency-service.ts';
import { builder } from '../builder.ts';

export const stageLatencyType = builder.objectRef<StageLatency>('StageLatency').implement({
  description:
    'How long one stage took, since the stage before it, from a histogram with steps of 5 %. A reading is received, then: `bronze` stored durably; `queued` picked up by the pipeline; `silver`, `gold`, `detect` (scored) and `recommend` written, inside one transaction; `commit` committed. Its event: `notify` heard of by the feed; `read` from the log; `send` handed to a subscriber. `reading_to_screen` is the whole way.',
  fields: (t) => ({
    stage: t.exposeString('stage', { description: 'The stage, such as `bronze`, `silver` or `notify`.' }),
    count: t.exposeFloat('count', {
      description: 'Number of readings, or from `notify` on of events, that passed the stage.',
    }),
    p50Ms: t.exposeFloat('p50Ms', { description: 'Median, in ms.' }),
    p95Ms: t.exposeFloat('p95Ms', { description: '95th percentile, in ms.' }),
    p99Ms: t.exposeFloat('p99Ms', { description: '99th percentile, in ms.' }),
    maxMs: t.exposeFloat('maxMs', { description: 'Maximum, in ms.' }),
  }),
});
