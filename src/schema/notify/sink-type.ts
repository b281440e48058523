/** The GraphQL type of a sink: where it is, how it does, and never its secrets. */
import type { MailSettings } from '../../domain/notify/sink.ts';
import type { ListedSink } from '../../notify/notify-service.ts';
import { builder } from '../builder.ts';

export const sinkKindType = builder.enumType('NotifySinkKind', {
  description: 'How a sink is spoken to.',
  values: {
    WEBHOOK: { value: 'webhook', description: 'Signed CloudEvents by HTTP, as Standard Webhooks says.' },
    PAGERDUTY: { value: 'pagerduty', description: 'PagerDuty’s Events API v2.' },
    EMAIL: { value: 'email', description: 'Mail by SMTP.' },
  } as const,
});

interface SecretInUse {
  readonly madeAt: Date;
  readonly endsAt: Date | null;
}

const secretType = builder.objectRef<SecretInUse>('NotifySecret').implement({
  description: 'A secret that is in use; what it is, nobody is told.',
  fields: (t) => ({
    madeAt: t.expose('madeAt', { type: 'DateTime', description: 'When it was set.' }),
    endsAt: t.expose('endsAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when it is used beside a newer one; null of the newest.',
    }),
  }),
});

export const sinkType = builder.objectRef<ListedSink>('NotifySink').implement({
  description: 'Where alarms are told outside of the server.',
  fields: (t) => ({
    name: t.string({ description: 'By which routes and mutations name it.', resolve: ({ sink }) => sink.name }),
    kind: t.field({ type: sinkKindType, description: 'How it is spoken to.', resolve: ({ sink }) => sink.kind }),
    isEnabled: t.boolean({ description: 'False: it is told nothing.', resolve: ({ sink }) => sink.enabled }),
    url: t.string({
      nullable: true,
      description: 'Of a webhook or PagerDuty.',
      resolve: ({ sink }) => (sink.kind === 'email' ? null : sink.settings.url),
    }),
    host: t.string({ nullable: true, description: 'Of a mail server.', resolve: (it) => mailOf(it)?.host ?? null }),
    port: t.int({ nullable: true, description: 'Of a mail server.', resolve: (it) => mailOf(it)?.port ?? null }),
    from: t.string({ nullable: true, description: 'Of mails.', resolve: (it) => mailOf(it)?.from ?? null }),
    to: t.stringList({ description: 'Of mails; else empty.', resolve: (it) => mailOf(it)?.to ?? [] }),
    secrets: t.field({
      type: [secretType],
      description: 'Those in use, the newest first; while one rotates there are several.',
      resolve: ({ state }) => state.secrets,
    }),
    isFailing: t.boolean({
      description: 'It has taken nothing since `failingSince`; messages wait.',
      resolve: ({ state }) => state.failures > 0,
    }),
    failingSince: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the first of the failures in a row happened.',
      resolve: ({ state }) => state.failingSince,
    }),
    retryAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'It is left alone until then.',
      resolve: ({ state }) => state.retryAt,
    }),
    lastError: t.string({
      nullable: true,
      description: 'Of the newest failure, while it fails.',
      resolve: ({ state }) => state.lastError,
    }),
    lastSuccessAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it last took a message.',
      resolve: ({ state }) => state.lastSuccessAt,
    }),
    waiting: t.int({ description: 'Messages that wait to be sent.', resolve: ({ state }) => state.waiting }),
    oldestWaitingAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Since when the oldest of them waits.',
      resolve: ({ state }) => state.oldestWaitingAt,
    }),
    dead: t.int({ description: 'Messages that were given up.', resolve: ({ state }) => state.dead }),
    changedAt: t.field({
      type: 'DateTime',
      description: 'When it was last changed.',
      resolve: ({ sink }) => sink.changedAt,
    }),
    changedBy: t.string({ description: 'Who changed it last.', resolve: ({ sink }) => sink.changedBy }),
  }),
});

function mailOf({ sink }: ListedSink): MailSettings | null {
  return sink.kind === 'email' ? sink.settings : null;
}
