/** What settings of sinks and routes have to look like, whoever writes them. */
import { z } from 'zod';
import { weekdays } from '../domain/notify/hours.ts';
import { recommendationMessageKinds } from '../domain/notify/recommendation-message.ts';
import { routeSubjects } from '../domain/notify/route.ts';
import { mailSecurities } from '../domain/notify/sink.ts';
import { severities } from '../domain/recommendations/severity.ts';
import { AndonError } from '../errors.ts';
import { maxIdLength, maxNotifySteps } from '../limits.ts';

/** Names of sinks and routes stand in commands and paths. */
export const notifyName = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9_-]{0,62}$/,
    'must be 1 to 63 small letters, digits, - or _, and begin with a letter or digit',
  );

const address = z
  .url()
  .max(2_000)
  .regex(/^https?:\/\//, 'must begin with https:// (http:// only for hosts of ANDON_NOTIFY_TRUSTED_HOSTS)')
  .refine((text) => {
    const { username, password, hash } = new URL(text);
    return username === '' && password === '' && hash === '';
  }, 'must hold neither a user nor a fragment');

const certificateAuthority = z
  .string()
  .max(65_536)
  .regex(/-----BEGIN CERTIFICATE-----/, 'must be certificates in PEM')
  .nullable()
  .default(null);

export const webhookForm = z.object({
  url: address,
  certificateAuthority,
});

export const pagerDutyForm = z.object({ url: address.default('https://events.pagerduty.com/v2/enqueue') });

const mailbox = z.email().max(320);
export const mailForm = z.object({
  host: z.string().regex(/^[A-Za-z0-9._:-]{1,253}$/, 'must be a name or an address of a host'),
  port: z.int().min(1).max(65_535),
  security: z.enum(mailSecurities).default('starttls'),
  user: z.string().min(1).max(320).nullable().default(null),
  from: mailbox,
  to: z.array(mailbox).min(1).max(50),
  certificateAuthority,
});

const names = z.array(z.string().min(1).max(maxIdLength)).min(1).max(500).optional();
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of the day as HH:MM');
const hours = z
  .object({
    days: z.array(z.enum(weekdays)).min(1).max(7).optional(),
    from: timeOfDay.optional(),
    to: timeOfDay.optional(),
    timeZone: z.string().max(100).refine(isTimeZone, 'must be the name of a time zone, such as Australia/Perth'),
  })
  .refine(({ from, to }) => (from === undefined) === (to === undefined), 'from and to need each other');

export const conditionsForm = z.object({
  siteIds: names,
  areas: names,
  equipmentIds: names,
  equipmentTypes: names,
  problems: names,
  severities: z.array(z.enum(severities)).min(1).optional(),
  kinds: z.array(z.enum(recommendationMessageKinds)).min(1).optional(),
  hours: hours.optional(),
});

const longestStepS = 7 * 86_400;
const wholeRoute = z.object({
  name: notifyName,
  enabled: z.boolean().default(true),
  tells: z.enum(routeSubjects).default('alarms'),
  conditions: conditionsForm,
  steps: z
    .array(z.object({ sink: notifyName, afterS: z.int().min(0).max(longestStepS) }))
    .min(1)
    .max(maxNotifySteps)
    .refine(([first]) => first?.afterS === 0, 'must begin with a step that is taken at once')
    .refine(
      (steps) => steps.every(({ afterS }, place) => place === 0 || afterS > (steps[place - 1]?.afterS ?? 0)),
      'must each come later than the one before',
    ),
  repeats: z.int().min(0).max(100).default(0),
  repeatAfterS: z.int().min(60).max(longestStepS).default(3_600),
});
export const routeForm = wholeRoute
  .refine(({ tells, conditions }) => tells === 'recommendations' || conditions.kinds === undefined, {
    message:
      'are of routes that tell recommendations: alarms have transitions, and each sink hears those that it needs',
    path: ['conditions', 'kinds'],
  })
  .refine(({ tells, steps, repeats }) => tells === 'alarms' || (steps.length === 1 && repeats === 0), {
    message: 'must be one, without repeats, where recommendations are told: they have no escalation, alarms do',
    path: ['steps'],
  });

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Throws BAD_USER_INPUT that names each wrong member, and shows none of them. */
export function checked<Out>(form: z.ZodType<Out>, given: unknown): Out {
  const parsed = form.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
  throw new AndonError('BAD_USER_INPUT', `${problems.join('; ')}.`, {
    argument: parsed.error.issues[0]?.path.join('.'),
  });
}
