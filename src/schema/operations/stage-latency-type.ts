import type { StageLatency } from '../../services/latency-service.ts';
import { builder } from '../builder.ts';

export const stageLatencyType = builder.objectRef<StageLatency>('StageLatency').implement({
  description:
    'How long one stage took, since the stage before it, from a histogram with steps of 5 %. A reading is received, then: `bronze` stored durably; `queued` picked up by the pipeline; `silver`, `gold`, `detect` (scored) and `recommend` written, inside one transaction; `commit` committed. Its event: `notify` heard of by the feed; `read` from the log; `send` handed to a subscriber. `reading_to_screen` is the whole way.',
  fields: (t) => ({
    stage: t.exposeString('stage', { description: 'The stage, such as `bronze`, `silver` or `notify`.' }),
    count: t.exposeFloat('count', { description: 'Readings, or from `notify` on events, that went through it.' }),
    p50Ms: t.exposeFloat('p50Ms', { description: 'Median, in ms.' }),
    p95Ms: t.exposeFloat('p95Ms', { description: '95 of 100 were at most this, in ms.' }),
    p99Ms: t.exposeFloat('p99Ms', { description: '99 of 100 were at most this, in ms.' }),
    maxMs: t.exposeFloat('maxMs', { description: 'The slowest, in ms.' }),
  }),
});
