/** The GraphQL types of a route: which alarms it tells, and to whom in which order. */
import type { RouteHours } from '../../domain/notify/hours.ts';
import type { ListedRoute } from '../../notify/notify-service.ts';
import { builder } from '../builder.ts';
import { severityType } from '../recommendations/severity-type.ts';

export const weekdayType = builder.enumType('Weekday', {
  description: 'A day of the week.',
  values: {
    MON: { value: 'mon', description: 'Monday.' },
    TUE: { value: 'tue', description: 'Tuesday.' },
    WED: { value: 'wed', description: 'Wednesday.' },
    THU: { value: 'thu', description: 'Thursday.' },
    FRI: { value: 'fri', description: 'Friday.' },
    SAT: { value: 'sat', description: 'Saturday.' },
    SUN: { value: 'sun', description: 'Sunday.' },
  } as const,
});

export const routeSubjectType = builder.enumType('NotifySubject', {
  description: 'What a route tells.',
  values: {
    ALARMS: { value: 'alarms', description: 'Alarms, with escalation while nobody acknowledges.' },
    RECOMMENDATIONS: { value: 'recommendations', description: 'Recommendations, and what is decided on them.' },
  } as const,
});

export const messageKindType = builder.enumType('NotifyRecommendationKind', {
  description: 'What is told of a recommendation.',
  values: {
    CREATED: { value: 'created', description: 'It was made.' },
    PENDING: { value: 'pending', description: 'It waits for a decision again.' },
    APPROVED: { value: 'approved', description: 'It was approved.' },
    REJECTED: { value: 'rejected', description: 'It was rejected.' },
    DEFERRED: { value: 'deferred', description: 'It was put off.' },
    EXECUTED: { value: 'executed', description: 'The work was done.' },
    EXPIRED: { value: 'expired', description: 'Nobody decided in time.' },
    CHANGED: { value: 'changed', description: 'A finding has joined it, or another program has changed it.' },
    DELETED: { value: 'deleted', description: 'Another program has deleted it.' },
  } as const,
});

const hoursType = builder.objectRef<RouteHours>('NotifyHours').implement({
  description: 'Hours in which a route tells alarms.',
  fields: (t) => ({
    days: t.field({
      type: [weekdayType],
      nullable: true,
      description: 'On which they begin; null: every day.',
      resolve: ({ days }) => days ?? null,
    }),
    from: t.string({ nullable: true, description: 'HH:MM; null: the whole day.', resolve: ({ from }) => from ?? null }),
    to: t.string({
      nullable: true,
      description: 'HH:MM, the first minute outside; not after `from`: on the next day.',
      resolve: ({ to }) => to ?? null,
    }),
    timeZone: t.exposeString('timeZone', { description: 'By its IANA name.' }),
  }),
});

interface NamedStep {
  readonly sink: string;
  readonly afterS: number;
}

const stepType = builder.objectRef<NamedStep>('NotifyStep').implement({
  description: 'A step of a route.',
  fields: (t) => ({
    sink: t.exposeString('sink', { description: 'The name of the sink that is told.' }),
    afterMinutes: t.float({
      description: 'Since the alarm was told, if nobody has acknowledged it until then.',
      resolve: ({ afterS }) => afterS / 60,
    }),
  }),
});

export const routeType = builder.objectRef<ListedRoute>('NotifyRoute').implement({
  description:
    'Which alarms or recommendations are told, and to which sinks one after the other while nobody acknowledges.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'By which mutations name it.' }),
    isEnabled: t.exposeBoolean('enabled', { description: 'False: it tells nothing.' }),
    tells: t.expose('tells', { type: routeSubjectType, description: 'Alarms or recommendations.' }),
    kinds: t.field({
      type: [messageKindType],
      nullable: true,
      description: 'What is told of recommendations; null: everything but CHANGED.',
      resolve: (it) => it.conditions.kinds,
    }),
    siteIds: t.idList({ nullable: true, description: 'Null: every site.', resolve: (it) => it.conditions.siteIds }),
    areas: t.stringList({ nullable: true, description: 'Null: every location.', resolve: (it) => it.conditions.areas }),
    equipmentIds: t.idList({
      nullable: true,
      description: 'Null: every machine.',
      resolve: (it) => it.conditions.equipmentIds,
    }),
    equipmentTypes: t.stringList({
      nullable: true,
      description: 'Null: machines of every class.',
      resolve: (it) => it.conditions.equipmentTypes,
    }),
    problems: t.stringList({
      nullable: true,
      description: 'Null: every problem.',
      resolve: (it) => it.conditions.problems,
    }),
    severities: t.field({
      type: [severityType],
      nullable: true,
      description: 'Null: every severity.',
      resolve: (it) => it.conditions.severities,
    }),
    hours: t.field({
      type: hoursType,
      nullable: true,
      description: 'Null: at any time.',
      resolve: (it) => it.conditions.hours,
    }),
    steps: t.field({
      type: [stepType],
      description: 'The first is told at once.',
      resolve: ({ steps, sinkNames }) => steps.map(({ afterS }, place) => ({ afterS, sink: sinkNames[place] ?? '' })),
    }),
    repeats: t.exposeInt('repeats', { description: 'How often the steps begin anew while nobody acknowledges.' }),
    repeatAfterMinutes: t.float({
      description: 'From the last step to the first of the next round.',
      resolve: ({ repeatAfterS }) => repeatAfterS / 60,
    }),
    changedAt: t.expose('changedAt', { type: 'DateTime', description: 'When it was last changed.' }),
    changedBy: t.exposeString('changedBy', { description: 'Who changed it last.' }),
  }),
});
