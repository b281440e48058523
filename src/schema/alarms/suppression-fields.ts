/** Suppression by design: the types, the query and the mutations. */
import type { Suppression, SuppressionCause } from '../../domain/alarms/suppression.ts';
import {
  addSuppressionRules,
  endSuppressions,
  listSuppressions,
  planMaintenance,
  type SuppressionResult,
} from '../../resolvers/alarms/suppressions.ts';
import type { RootFieldExtensions } from '../access/guard-root-fields.ts';
import { builder } from '../builder.ts';
import { countedConnectionOf } from '../relay/connection-type.ts';
import { pagingArguments } from '../relay/paging-arguments.ts';

const kindType = builder.enumType('SuppressionKind', {
  description: 'Why alarms are hidden by design.',
  values: {
    MAINTENANCE: { value: 'maintenance', description: 'Planned maintenance, from a time to a time.' },
    MACHINE_DOWN: {
      value: 'machine_down',
      description: 'While the machine that it hangs on is out of service, in maintenance or silent as a whole.',
    },
    ALARM: { value: 'alarm', description: 'While an alarm of that machine is active.' },
    MODE: { value: 'mode', description: 'While a tag shows an operating mode.' },
  } as const,
});

const causeType = builder.objectRef<SuppressionCause>('SuppressionCause').implement({
  description: 'What hides alarms for as long as it is so.',
  fields: (t) => ({
    equipmentId: t.exposeID('equipmentId', { description: 'A machine of the same site.' }),
    problem: t.exposeString('problem', { nullable: true, description: 'While this alarm of it is active.' }),
    sensorType: t.exposeString('sensorType', { nullable: true, description: 'While this sensor of it …' }),
    states: t.exposeStringList('states', { nullable: true, description: '… shows one of these states.' }),
  }),
});

const suppressionType = builder.objectRef<Suppression>('Suppression').implement({
  description: 'Why the alarms of a machine are hidden by design, and when.',
  fields: (t) => ({
    suppressionId: t.exposeID('suppressionId', { description: 'Its number, by which it is ended.' }),
    siteId: t.exposeID('siteId', { description: 'The site.' }),
    equipmentId: t.exposeID('equipmentId', { description: 'The machine whose alarms are hidden.' }),
    kind: t.expose('kind', { type: kindType, description: 'Why.' }),
    reason: t.exposeString('reason', { description: 'What people read: `suppressedBy` of the alarms.' }),
    from: t.expose('startsAt', { type: 'DateTime', description: 'When it begins.' }),
    until: t.expose('endsAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ends by itself; null of a rule, which holds until it is taken away.',
    }),
    cause: t.expose('cause', { type: causeType, nullable: true, description: 'Null of planned maintenance.' }),
    isInForce: t.exposeBoolean('isInForce', { description: 'It hides alarms now.' }),
    madeBy: t.exposeString('madeBy', { description: 'Who planned it, or made the rule.' }),
    madeAt: t.expose('madeAt', { type: 'DateTime', description: 'When.' }),
    endedAt: t.expose('endedAt', { type: 'DateTime', nullable: true, description: 'When it was over; null before.' }),
    endedBy: t.exposeString('endedBy', { nullable: true, description: 'Who ended it; null where its time did.' }),
  }),
});

const resultType = builder.objectRef<SuppressionResult>('SuppressionResult').implement({
  description: 'What became of one machine, or of one suppression.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'As it was asked for.' }),
    suppression: t.field({
      type: suppressionType,
      nullable: true,
      description: 'As it is now; null where nothing was done.',
      resolve: ({ suppression }) => suppression,
    }),
    code: t.exposeString('code', { nullable: true, description: 'NOT_FOUND or CONFLICT; null where it was done.' }),
    message: t.exposeString('message', { nullable: true, description: 'Why nothing was done.' }),
  }),
});

const suppressionFilter = builder.inputType('SuppressionFilter', {
  description: 'Conditions that all have to hold; an absent one does not restrict.',
  fields: (t) => ({
    siteIds: t.field({ type: ['ID'], description: 'These sites only.' }),
    equipmentIds: t.field({ type: ['ID'], description: 'This equipment only, by names or global ids.' }),
    isInForce: t.boolean({ description: 'Only what hides alarms now, or only the others.' }),
    isOver: t.boolean({ description: 'Only what is over, or only the others.' }),
  }),
});
const causeInput = builder.inputType('SuppressionCauseInput', {
  description:
    'What hides alarms for as long as it is so: that a machine is down, or, where more is named, an alarm of it or a mode that a sensor of it shows.',
  fields: (t) => ({
    equipmentId: t.id({ required: true, description: 'A machine of the same site, by its name or its global id.' }),
    problem: t.string({ description: 'While this alarm of it is active, such as `voltage_low`.' }),
    sensorType: t.string({ description: 'While this sensor of it shows one of `states`.' }),
    states: t.stringList({ description: 'With `sensorType`: 1 to 64 states, such as `maintenance` or `3`.' }),
  }),
});

const by = (scope: 'decide' | 'configure'): RootFieldExtensions & Record<string, unknown> => ({ scope, rows: 100 });

builder.queryField('suppressions', (t) =>
  t.field({
    type: countedConnectionOf('Suppression', suppressionType),
    description: 'Planned maintenance and rules that hide alarms by design, newest first; what is over stays listed.',
    args: { filter: t.arg({ type: suppressionFilter, description: 'Which ones.' }), ...pagingArguments },
    resolve: (_, args, context) => listSuppressions(args, context),
  }),
);

builder.mutationFields((t) => {
  const machines = {
    equipmentIds: t.arg.idList({ required: true, description: 'At most 1,000 machines; each has a result, in order.' }),
    siteId: t.arg.id({
      description:
        'Site of machines that are named plainly; absent: the only site of the caller’s key, else `default`.',
    }),
    reason: t.arg.string({ required: true, description: 'What people read, 1…4,000 characters.' }),
  };
  const ids = t.arg.idList({ required: true, description: 'At most 1,000; each has a result, in order.' });
  return {
    planMaintenance: t.field({
      extensions: by('decide'),
      type: [resultType],
      description: 'Hides the alarms of machines for the time of planned maintenance. It ends by itself.',
      args: {
        ...machines,
        from: t.arg({ type: 'DateTime', description: 'When it begins; absent: now.' }),
        until: t.arg({
          type: 'DateTime',
          required: true,
          description: 'When it ends, within 366 days of its beginning.',
        }),
      },
      resolve: (_, args, context) => planMaintenance(args, context),
    }),
    endMaintenance: t.field({
      extensions: by('decide'),
      type: [resultType],
      description: 'Ends planned maintenance ahead of its time, or calls it off.',
      args: { ids },
      resolve: (_, args, context) => endSuppressions(true, args, context),
    }),
    addSuppressionRules: t.field({
      extensions: by('configure'),
      type: [resultType],
      description:
        'Hides the alarms of machines for as long as something else is so. At most 1,000 rules hold at once.',
      args: { ...machines, cause: t.arg({ type: causeInput, required: true, description: 'What has to be so.' }) },
      resolve: (_, args, context) => addSuppressionRules(args, context),
    }),
    removeSuppressionRules: t.field({
      extensions: by('configure'),
      type: [resultType],
      description: 'Takes rules away; they stay listed as over.',
      args: { ids },
      resolve: (_, args, context) => endSuppressions(false, args, context),
    }),
  };
});
