/** The GraphQL types of the time that remains until a limit, and of the advice that a recommendation was given. */
import type { GivenAdvice } from '../../domain/recommendations/given-advice.ts';
import type { ToldRemainingTime } from '../../domain/recommendations/remaining-evidence.ts';
import { builder } from '../builder.ts';

export const remainingTimeType = builder.objectRef<ToldRemainingTime>('RemainingTime').implement({
  description:
    'When the value reaches the next limit, by its trend: as instants, which stay true while time passes. While it waits for a decision, what `trend` tells is ' +
    'estimated anew each hour, and when the estimate has changed much; when the trend is over, it is null.',
  fields: (t) => ({
    from: t.field({
      type: 'DateTime',
      description: 'The earliest that is likely.',
      resolve: ({ fromMs }) => new Date(fromMs),
    }),
    to: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'The latest that is likely; null where it may never be reached.',
      resolve: ({ toMs }) => (toMs === null ? null : new Date(toMs)),
    }),
    p50: t.field({ type: 'DateTime', description: 'The likeliest.', resolve: ({ p50Ms }) => new Date(p50Ms) }),
    limit: t.string({
      description: 'Which limit: warning, critical, emergency, alarm_low or alarm_high.',
      resolve: ({ limit }) => limit.name,
    }),
    limitValue: t.float({ description: 'Its value, in the sensor’s unit.', resolve: ({ limit }) => limit.value }),
    sensorType: t.exposeString('sensorType', {
      nullable: true,
      description:
        'Whose value it is: of several sensors the first at its limit. Null: of the one that it was raised about.',
    }),
    estimatedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was estimated; null: when the recommendation was raised.',
      resolve: ({ estimatedMs }) => (estimatedMs === null ? null : new Date(estimatedMs)),
    }),
  }),
});

export const givenAdviceType = builder.objectRef<GivenAdvice>('RecommendationAdvice').implement({
  description: 'What the knowledge table said when the recommendation was raised, whatever it says now.',
  fields: (t) => ({
    causes: t.exposeStringList('causes', { description: 'Likely causes, the likeliest first.' }),
    checks: t.exposeStringList('checks', { description: 'Checks, in the order in which they are made.' }),
    source: t.exposeString('source', { description: 'Where it comes from.' }),
    entryId: t.exposeID('entryId', {
      nullable: true,
      description: 'The number of the own entry that said so; null for a shipped one.',
    }),
  }),
});
