import type { EffectiveLimits } from '../../domain/equipment/equipment.ts';
import { builder } from '../builder.ts';
import { effectiveLimitType } from './effective-limit.ts';
import { unitSourceType } from './unit-source.ts';

export const effectiveLimitsType = builder.objectRef<EffectiveLimits>('EffectiveLimits').implement({
  description:
    'The limits by which a sensor’s values are judged: its own, completed by those of its type, all in one unit. Each limit holds by itself: own and inherited ones together need not ascend.',
  fields: (t) => ({
    unit: t.exposeString('unit', {
      nullable: true,
      description: 'Unit of these limits, and of the values that are compared with them; null where no unit is known.',
    }),
    unitSource: t.expose('unitSource', { type: unitSourceType, description: 'The origin of that unit.' }),
    alarmLow: t.expose('alarmLow', { type: effectiveLimitType, description: 'Below this: severity HIGH.' }),
    alarmHigh: t.expose('alarmHigh', { type: effectiveLimitType, description: 'Above this: severity HIGH.' }),
    warning: t.expose('warning', { type: effectiveLimitType, description: 'Above this: severity MEDIUM.' }),
    critical: t.expose('critical', { type: effectiveLimitType, description: 'Above this: severity HIGH.' }),
    emergency: t.expose('emergency', { type: effectiveLimitType, description: 'Above this: severity CRITICAL.' }),
    warningLow: t.expose('warningLow', { type: effectiveLimitType, description: 'Below this: severity MEDIUM.' }),
    criticalLow: t.expose('criticalLow', { type: effectiveLimitType, description: 'Below this: severity HIGH.' }),
    emergencyLow: t.expose('emergencyLow', { type: effectiveLimitType, description: 'Below this: severity CRITICAL.' }),
  }),
});
