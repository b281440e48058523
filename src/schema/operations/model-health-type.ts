/** The type ModelHealth. */
import type { ModelHealth } from '../../health/pipeline-health.ts';
import { builder } from '../builder.ts';

export const modelHealthType = builder.objectRef<ModelHealth>('ModelHealth').implement({
  description: 'How an outside model is doing, as this server finds it.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What it is used for: `explain`, or the name of a detector.' }),
    isCircuitOpen: t.exposeBoolean('isOpen', {
      description: 'Whether it has failed repeatedly and is left alone for now.',
    }),
    lastFailure: t.string({
      nullable: true,
      description: 'How the last request failed; null when it did not.',
      resolve: ({ lastFailure }) => lastFailure?.message ?? null,
    }),
    lastFailureAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When that was.',
      resolve: ({ lastFailure }) => lastFailure?.at ?? null,
    }),
    failingSince: t.expose('failingSince', {
      type: 'DateTime',
      nullable: true,
      description: 'When the first of the failures since the last success happened; null while it answers.',
    }),
    retryAt: t.expose('retryAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it is tried again, while the circuit is open.',
    }),
    requests: t.exposeInt('requests', { description: 'Requests since this server started.' }),
    failures: t.exposeInt('failures', { description: 'How many of them failed.' }),
  }),
});
