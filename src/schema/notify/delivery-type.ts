/** The GraphQL types of messages to sinks, and of a trial. */
import type { SendOutcome } from '../../domain/notify/sink.ts';
import type { ListedDelivery } from '../../notify/notify-service.ts';
import { builder } from '../builder.ts';

export const deliveryStateType = builder.enumType('NotifyDeliveryState', {
  description: 'What became of a message.',
  values: {
    WAITING: { value: 'waiting', description: 'It is sent, or will be.' },
    SENT: { value: 'sent', description: 'The sink has taken it.' },
    DEAD: { value: 'dead', description: 'It was given up; `resendNotifications` sends it again.' },
  } as const,
});

export const deliveryType = builder.objectRef<ListedDelivery>('NotifyDelivery').implement({
  description: 'A message to a sink.',
  fields: (t) => ({
    deliveryId: t.exposeID('deliveryId', { description: 'Its number.' }),
    sink: t.exposeString('sink', { description: 'The name of the sink.' }),
    alarmId: t.exposeID('alarmId', {
      nullable: true,
      description: 'The alarm that it is about; null: a recommendation.',
    }),
    recommendationId: t.exposeID('recommendationId', {
      nullable: true,
      description: 'The recommendation that it is about; null: an alarm.',
    }),
    messageId: t.exposeString('messageId', {
      description: 'By which the receiver tells what came twice: the same in every attempt.',
    }),
    message: t.field({
      type: 'JSON',
      description: 'What is told, as it was when it happened.',
      resolve: ({ message }) => JSON.parse(message),
    }),
    state: t.expose('state', { type: deliveryStateType, description: 'What became of it.' }),
    attempts: t.exposeInt('attempts', { description: 'How often it was tried.' }),
    nextAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Not before then is it tried again; null of one that does not wait.',
      resolve: ({ state, nextAt }) => (state === 'waiting' ? nextAt : null),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was to be sent first.' }),
    settledAt: t.expose('settledAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was taken or given up.',
    }),
    lastStatus: t.exposeInt('lastStatus', {
      nullable: true,
      description: 'Of HTTP or SMTP, of the newest attempt; null where none came.',
    }),
    lastError: t.exposeString('lastError', { nullable: true, description: 'Of the newest attempt.' }),
  }),
});

export interface TestResult {
  readonly outcome: SendOutcome;
  readonly tookMs: number;
}

export const testResultType = builder.objectRef<TestResult>('NotifyTestResult').implement({
  description: 'What came of the trial of a sink.',
  fields: (t) => ({
    isTaken: t.boolean({
      description: 'Whether it took the message.',
      resolve: ({ outcome }) => outcome.kind === 'sent',
    }),
    status: t.int({ nullable: true, description: 'Of HTTP or SMTP.', resolve: ({ outcome }) => outcome.status }),
    error: t.string({
      nullable: true,
      description: 'Why it did not.',
      resolve: ({ outcome }) => (outcome.kind === 'sent' ? null : outcome.error),
    }),
    tookMs: t.exposeInt('tookMs', { description: 'How long it took.' }),
  }),
});
