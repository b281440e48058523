import type { StageLatency } from '../services/latency-service.ts';
import { builder } from './builder.ts';

export const stageLatencyType = builder.objectRef<StageLatency>('StageLatency').implement({
  description: 'How long one stage took, from a histogram with steps of 5 %.',
  fields: (t) => ({
    stage: t.exposeString('stage', { description: 'The stage, such as `bronze`, `silver` or `notify`.' }),
    count: t.exposeInt('count', { description: 'Observations.' }),
    p50Ms: t.exposeFloat('p50Ms', { description: 'Median, in ms.' }),
    p95Ms: t.exposeFloat('p95Ms', { description: '95 of 100 were at most this, in ms.' }),
    p99Ms: t.exposeFloat('p99Ms', { description: '99 of 100 were at most this, in ms.' }),
    maxMs: t.exposeFloat('maxMs', { description: 'The slowest, in ms.' }),
  }),
});
