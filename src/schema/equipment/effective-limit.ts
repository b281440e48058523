import type { EffectiveLimit } from '../../domain/equipment/equipment.ts';
import { builder } from '../builder.ts';
import { limitSourceType } from './limit-source.ts';

export const effectiveLimitType = builder.objectRef<EffectiveLimit>('EffectiveLimit').implement({
  description: 'One limit as it holds for a sensor now.',
  fields: (t) => ({
    value: t.exposeFloat('value', {
      nullable: true,
      description: 'In the `unit` of the limits it belongs to; null where no such limit holds.',
    }),
    source: t.expose('source', {
      type: limitSourceType,
      description: 'The origin of the limit, or why there is none.',
    }),
  }),
});
