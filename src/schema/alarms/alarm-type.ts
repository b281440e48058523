/** The type Alarm, and the entries of its journal. */
import type { Alarm, AlarmJournalEntry } from '../../domain/alarms/alarm.ts';
import { encodeGlobalId } from '../../domain/global-id.ts';
import { groupSizeOf, journalOf, recommendationsOf } from '../../resolvers/alarms/alarm-resolvers.ts';
import { equipmentOf } from '../../resolvers/equipment/equipment-resolvers.ts';
import { provenCredentialType } from '../access/proven-credential-type.ts';
import { builder } from '../builder.ts';
import { equipmentType } from '../equipment/equipment-type.ts';
import { recommendationType } from '../recommendations/recommendation-type.ts';
import { severityType } from '../recommendations/severity-type.ts';
import { connectionOf } from '../relay/connection-type.ts';
import { nodeType } from '../relay/node.ts';
import { pagingArguments } from '../relay/paging-arguments.ts';
import { alarmClassType, alarmEventKindType, alarmStateType, shelvingType } from './alarm-enums.ts';

const alarmJournalEntryType = builder.objectRef<AlarmJournalEntry>('AlarmJournalEntry').implement({
  description: 'One transition of an alarm.',
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'Version of the alarm after it.' }),
    kind: t.expose('kind', { type: alarmEventKindType, description: 'What happened.' }),
    occurredAt: t.expose('occurredAt', { type: 'DateTime', description: 'When it was committed.' }),
    oldState: t.expose('oldState', { type: alarmStateType, nullable: true, description: 'Before; null at the first.' }),
    newState: t.expose('newState', { type: alarmStateType, description: 'After.' }),
    severity: t.expose('severity', { type: severityType, description: 'Severity after it.' }),
    value: t.exposeFloat('value', { nullable: true, description: 'The value that the alarm was last raised for.' }),
    operatorId: t.exposeString('operatorId', {
      nullable: true,
      description: 'Who; null for the process and for time.',
    }),
    note: t.exposeString('note', { nullable: true, description: 'Their note or reason.' }),
    credential: t.expose('credential', {
      type: provenCredentialType,
      nullable: true,
      description:
        'The credential by which it was done; null without authentication, and for what did not come by this API.',
    }),
    databaseUser: t.exposeString('databaseUser', {
      description: 'The database user whose session wrote it: the server’s own for what came by this API.',
    }),
  }),
});
const alarmJournalConnection = connectionOf('AlarmJournal', alarmJournalEntryType);

export const alarmType = builder.objectRef<Alarm>('Alarm');
alarmType.implement({
  description:
    'One problem of one machine: whether it is wrong now, and what people did about it. In an event a snapshot of it.',
  interfaces: [nodeType],
  fields: (t) => ({
    id: t.id({
      description: 'Global id; a snapshot has one of its own. Wherever an alarm’s id is asked for, either does.',
      resolve: idOf,
    }),
    alarmId: t.exposeID('alarmId', {
      description: 'The key that SQL carries, the same for the alarm and its snapshots.',
    }),
    version: t.exposeInt('version', { description: 'Counts the transitions, from 1; for `expectedVersion`.' }),
    siteId: t.exposeID('siteId', { description: 'The site; `default` where there is only one.' }),
    equipmentId: t.exposeID('equipmentId', { description: 'The machine, unique within its site.' }),
    equipment: t.field({
      type: equipmentType,
      nullable: true,
      description: 'The machine’s master data.',
      resolve: (alarm, _, context) => equipmentOf(alarm, context),
    }),
    problem: t.exposeString('problem', { description: 'What is wrong, without its level, such as `vibration_high`.' }),
    alarmClass: t.expose('alarmClass', {
      type: alarmClassType,
      description: 'Whether it is about the process, or about the instrument that measures it.',
    }),
    state: t.expose('state', { type: alarmStateType, description: 'One word for all states.' }),
    isShown: t.boolean({ description: 'True in every state but NORMAL.', resolve: ({ state }) => state !== 'normal' }),
    severity: t.expose('severity', {
      type: severityType,
      description: 'Highest of this activation, or of the last one.',
    }),
    worstSeverity: t.expose('worstSeverity', { type: severityType, description: 'Highest ever.' }),
    sentence: t.exposeString('sentence', { description: 'What was seen when it was raised, or got worse.' }),
    value: t.exposeFloat('value', { nullable: true, description: 'The value then.' }),
    unit: t.exposeString('unit', { nullable: true, description: 'Unit of value and limit.' }),
    limitName: t.exposeString('limitName', {
      nullable: true,
      description: 'The limit that was exceeded; null without one.',
    }),
    limitValue: t.exposeFloat('limitValue', { nullable: true, description: 'Its value.' }),
    isActive: t.exposeBoolean('isActive', { description: 'The condition is true now.' }),
    activeSince: t.expose('activeSince', {
      type: 'DateTime',
      description: 'Event time of this activation, or the last.',
    }),
    returnedAt: t.expose('returnedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it returned to normal; null while it is active.',
    }),
    activations: t.exposeInt('activations', { description: 'How often it became active.' }),
    isAcknowledged: t.exposeBoolean('isAcknowledged', { description: 'Somebody has seen it.' }),
    acknowledgedAt: t.expose('acknowledgedAt', { type: 'DateTime', nullable: true, description: 'When.' }),
    acknowledgedBy: t.exposeString('acknowledgedBy', { nullable: true, description: 'Who.' }),
    acknowledgedNote: t.exposeString('acknowledgedNote', { nullable: true, description: 'Their note.' }),
    isConfirmed: t.exposeBoolean('isConfirmed', { description: 'Somebody says that what was to be done is done.' }),
    confirmedAt: t.expose('confirmedAt', { type: 'DateTime', nullable: true, description: 'When.' }),
    confirmedBy: t.exposeString('confirmedBy', { nullable: true, description: 'Who.' }),
    shelving: t.expose('shelving', { type: shelvingType, description: 'Whether it is shelved.' }),
    shelvedUntil: t.expose('shelvedUntil', {
      type: 'DateTime',
      nullable: true,
      description: 'When a timed shelf ends.',
    }),
    shelvedBy: t.exposeString('shelvedBy', { nullable: true, description: 'Who shelved it.' }),
    shelvedReason: t.exposeString('shelvedReason', { nullable: true, description: 'Why.' }),
    isSuppressed: t.exposeBoolean('isSuppressed', { description: 'It is suppressed by design.' }),
    suppressedBy: t.exposeString('suppressedBy', { nullable: true, description: 'Why.' }),
    isOutOfService: t.exposeBoolean('isOutOfService', { description: 'It is out of service.' }),
    outOfServiceBy: t.exposeString('outOfServiceBy', { nullable: true, description: 'Who took it out.' }),
    outOfServiceReason: t.exposeString('outOfServiceReason', { nullable: true, description: 'Why.' }),
    isLatching: t.exposeBoolean('isLatching', { description: 'It latches when it returns to normal.' }),
    isLatched: t.exposeBoolean('isLatched', { description: 'It is latched.' }),
    isSilenced: t.exposeBoolean('isSilenced', { description: 'Its horn is off.' }),
    groupId: t.exposeID('groupId', {
      nullable: true,
      description: 'The group of a flood that it was folded into when it was raised; null: it stands alone.',
    }),
    isFolded: t.exposeBoolean('isFolded', {
      description: 'It is told under the line of the first of its group: a list of lines leaves it out.',
    }),
    groupSize: t.int({
      description: 'How many alarms of its group are shown now; 1 where it stands alone.',
      resolve: (alarm, _, context) => groupSizeOf(alarm, context),
    }),
    changedAt: t.expose('changedAt', { type: 'DateTime', description: 'When it last changed.' }),
    recommendations: t.field({
      type: [recommendationType],
      description: 'Recommendations about it, newest first, at most 20.',
      resolve: (alarm, _, context) => recommendationsOf(alarm, context),
    }),
    journal: t.field({
      type: alarmJournalConnection,
      description: 'Every transition, newest first.',
      args: pagingArguments,
      resolve: (alarm, args, context) => journalOf(alarm, args, context),
    }),
  }),
});

function idOf({ alarmId, event }: Alarm): string {
  if (event === undefined) return encodeGlobalId({ type: 'Alarm', alarmId });
  return encodeGlobalId({ type: 'AlarmSnapshot', alarmId, ...event });
}
