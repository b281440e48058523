/** The GraphQL inputs by which sinks and routes are made, and messages found. */
import { builder } from '../builder.ts';
import { severityType } from '../recommendations/severity-type.ts';
import { deliveryStateType } from './delivery-type.ts';
import { messageKindType, routeSubjectType, weekdayType } from './route-type.ts';

const sinkName = 'Its name: small letters, digits, - and _; a sink of this name is changed.';
const isEnabled = 'False: it is told nothing; absent: true.';

export const webhookSinkInput = builder.inputType('WebhookSinkInput', {
  description: 'A whole sink that takes signed CloudEvents.',
  fields: (t) => ({
    name: t.field({ type: 'String', required: true, description: sinkName }),
    url: t.field({ type: 'String', required: true, description: 'https; other hosts are the server’s to allow.' }),
    secret: t.field({
      type: 'String',
      description: '`whsec_…`, 24 to 64 bytes as base64; absent: it keeps the one that it has.',
    }),
    certificateAuthority: t.field({
      type: 'String',
      description: 'Certificates (PEM) to check its certificate against; absent: the public ones.',
    }),
    isEnabled: t.field({ type: 'Boolean', description: isEnabled }),
  }),
});

export const pagerDutySinkInput = builder.inputType('PagerDutySinkInput', {
  description: 'A whole sink that speaks to PagerDuty.',
  fields: (t) => ({
    name: t.field({ type: 'String', required: true, description: sinkName }),
    routingKey: t.field({
      type: 'String',
      description: 'The integration key of the service; absent: it keeps the one that it has.',
    }),
    url: t.field({ type: 'String', description: 'Absent: https://events.pagerduty.com/v2/enqueue.' }),
    isEnabled: t.field({ type: 'Boolean', description: isEnabled }),
  }),
});

const mailSecurityType = builder.enumType('MailSecurity', {
  description: 'How the connection to a mail server is protected.',
  values: {
    TLS: { value: 'tls', description: 'From the first byte, as on port 465.' },
    STARTTLS: { value: 'starttls', description: 'Before anything is said, as on port 587; never without.' },
    NONE: { value: 'none', description: 'Not at all: for hosts that the server trusts.' },
  } as const,
});

export const emailSinkInput = builder.inputType('EmailSinkInput', {
  description: 'A whole sink that is sent mail.',
  fields: (t) => ({
    name: t.field({ type: 'String', required: true, description: sinkName }),
    host: t.field({ type: 'String', required: true, description: 'The mail server.' }),
    port: t.field({ type: 'Int', required: true, description: 'Its port, as 587.' }),
    security: t.field({ type: mailSecurityType, description: 'Absent: STARTTLS.' }),
    user: t.field({ type: 'String', description: 'Absent: the server asks for no name.' }),
    password: t.field({ type: 'String', description: 'Absent: it keeps the one that it has.' }),
    from: t.field({ type: 'String', required: true, description: 'The address that mails are from.' }),
    to: t.field({ type: ['String'], required: true, description: 'Those that they go to, at most 50.' }),
    certificateAuthority: t.field({ type: 'String', description: 'As of a webhook.' }),
    isEnabled: t.field({ type: 'Boolean', description: isEnabled }),
  }),
});

const hoursInput = builder.inputType('NotifyHoursInput', {
  description: 'Hours in which a route tells alarms.',
  fields: (t) => ({
    days: t.field({ type: [weekdayType], description: 'On which they begin; absent: every day.' }),
    from: t.field({ type: 'String', description: 'HH:MM; absent: the whole day.' }),
    to: t.field({ type: 'String', description: 'HH:MM, the first minute outside; not after `from`: on the next day.' }),
    timeZone: t.field({ type: 'String', required: true, description: 'By its IANA name, such as Australia/Perth.' }),
  }),
});

const stepInput = builder.inputType('NotifyStepInput', {
  description: 'A step of a route.',
  fields: (t) => ({
    sink: t.field({ type: 'String', required: true, description: 'The name of the sink that is told.' }),
    afterMinutes: t.field({
      type: 'Float',
      description: 'Since the alarm was told; absent: at once, as the first has to be.',
    }),
  }),
});

export const routeInput = builder.inputType('NotifyRouteInput', {
  description: 'A whole route. What is absent does not restrict; what is there all has to hold.',
  fields: (t) => ({
    name: t.field({
      type: 'String',
      required: true,
      description: 'Its name: small letters, digits, - and _; a route of this name is changed.',
    }),
    isEnabled: t.field({ type: 'Boolean', description: 'False: it tells nothing; absent: true.' }),
    tells: t.field({ type: routeSubjectType, description: 'Absent: ALARMS.' }),
    kinds: t.field({
      type: [messageKindType],
      description:
        'Of a route that tells recommendations: what is told of each; absent: everything but CHANGED. PagerDuty always hears what ends an incident.',
    }),
    siteIds: t.field({ type: ['ID'], description: 'Of these sites.' }),
    areas: t.field({ type: ['String'], description: 'Of machines at these locations.' }),
    equipmentIds: t.field({ type: ['ID'], description: 'Of these machines, by their names.' }),
    equipmentTypes: t.field({ type: ['String'], description: 'Of machines of these classes, such as `haul truck`.' }),
    problems: t.field({
      type: ['String'],
      description:
        'These problems, or issue types of recommendations, or those that begin as it says before an asterisk.',
    }),
    severities: t.field({ type: [severityType], description: 'Of these severities.' }),
    hours: t.field({ type: hoursInput, description: 'Alarms that ask for somebody in these hours.' }),
    steps: t.field({
      type: [stepInput],
      required: true,
      description:
        'The first is told at once, the others while nobody has acknowledged; at most 20. One, where recommendations are told.',
    }),
    repeats: t.field({ type: 'Int', description: 'How often the steps begin anew; absent: 0.' }),
    repeatAfterMinutes: t.field({
      type: 'Float',
      description: 'From the last step to the first of the next round; absent: 60.',
    }),
  }),
});

export const deliveryFilter = builder.inputType('NotifyDeliveryFilter', {
  description: 'Conditions that all have to hold; an absent one does not restrict.',
  fields: (t) => ({
    states: t.field({ type: [deliveryStateType], description: 'What became of them.' }),
    sinks: t.field({ type: ['String'], description: 'To these sinks.' }),
    alarmId: t.field({ type: 'ID', description: 'About this alarm, by `alarmId` or its global id.' }),
    recommendationId: t.field({
      type: 'ID',
      description: 'About this recommendation, by `recommendationId` or its global id.',
    }),
  }),
});
