/** `andon notify`: where alarms are told outside, which of them, and what became of the messages. */
import { text as readAll } from 'node:stream/consumers';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { routeSubjects } from '../../domain/notify/route.ts';
import { mailSecurities } from '../../domain/notify/sink.ts';
import { StartupError } from '../../errors.ts';
import { maxPageSize } from '../../limits.ts';
import type { DeliveryState, SinkInput } from '../../notify/notify-service.ts';
import { authorOfCommand } from '../author-of-command.ts';
import { deliveryLines, outcomeLine, routeLines, sinkLines } from '../notify/notify-lines.ts';
import { type RouteOptions, routeOf } from '../notify/route-options.ts';
import { withNotify } from '../notify/with-notify.ts';
import { wholeNumber } from '../option-values.ts';
import { readTextFile } from '../read-text-file.ts';

const secretHelp =
  'a file that holds it, - for the standard input; it is shown to nobody and stands in no list of commands';

export function registerNotify(program: Command): void {
  const notify = program
    .command('notify')
    .description('Where alarms are told outside, which of them, and what became of the messages.');
  notify
    .command('list')
    .description('Every sink and how it does, every route.')
    .action(() =>
      withNotify(false, async (service) => [
        ...sinkLines(await service.sinks(), Date.now()),
        ...routeLines(await service.routes()),
      ]),
    );
  registerSinks(notify);
  notify
    .command('rotate')
    .description('Set a new secret; of a webhook those before it sign beside it for a while.')
    .argument('<sink>', 'its name')
    .requiredOption('--secret-file <file>', secretHelp)
    .option('--overlap <hours>', 'for so long', wholeNumber(0, 720), 24)
    .action(async (name: string, options: { readonly secretFile: string; readonly overlap: number }) => {
      const secret = await secretOf(options.secretFile);
      await withNotify(true, async ({ rotateSecret }) => {
        const listed = await rotateSecret(name, secret, options.overlap * 3_600, authorOfCommand());
        return sinkLines([listed], Date.now());
      });
    });
  registerRoutes(notify);
  notify
    .command('test')
    .description('Send a message that says it is a test, from this machine; exit code 1 if it is not taken.')
    .argument('<sink>', 'its name')
    .action((name: string) =>
      withNotify(false, async ({ test }) => {
        const outcome = await test(name, authorOfCommand());
        if (outcome.kind !== 'sent') process.exitCode = 1;
        return [outcomeLine(name, outcome)];
      }),
    );
  registerMessages(notify);
}

function registerSinks(notify: Command): void {
  const disabled = new Option('--disabled', 'tell it nothing for now');
  notify
    .command('webhook')
    .description(
      'Add a webhook, or change the sink of this name. A new one needs a secret: whsec_ and base64 of 24 to 64 bytes.',
    )
    .argument('<sink>', 'its name')
    .argument('<url>', 'where it is, https')
    .option('--secret-file <file>', secretHelp)
    .option('--certificate-authority <file>', 'PEM to check its certificate against')
    .addOption(disabled)
    .addHelpText(
      'after',
      `
Example:
  $ (printf whsec_; openssl rand -base64 32) > secret && andon notify webhook ops https://ops.example/hooks/andon --secret-file secret`,
    )
    .action(async (name: string, url: string, options: SecretOptions & PemOptions) => {
      const pem = options.certificateAuthority;
      const certificateAuthority = pem === undefined ? null : await contentOf(pem);
      await setSink({ kind: 'webhook', name, settings: { url, certificateAuthority } }, options);
    });
  notify
    .command('pagerduty')
    .description('Add a service of PagerDuty, or change the sink of this name. A new one needs its integration key.')
    .argument('<sink>', 'its name')
    .option('--secret-file <file>', secretHelp)
    .option('--url <url>', 'of the EU region, or of a program that speaks the same')
    .addOption(disabled)
    .action((name: string, options: SecretOptions & { readonly url?: string }) =>
      setSink({ kind: 'pagerduty', name, settings: options.url === undefined ? {} : { url: options.url } }, options),
    );
  notify
    .command('email')
    .description('Add receivers of mail, or change the sink of this name.')
    .argument('<sink>', 'its name')
    .argument('<host>', 'the mail server')
    .requiredOption('--from <address>', 'whom mails are from')
    .requiredOption('--to <addresses>', 'whom they go to, with commas in between', commaList)
    .option('--port <port>', 'of the mail server', wholeNumber(1, 65_535), 587)
    .addOption(new Option('--security <how>', 'of the connection').choices(mailSecurities).default('starttls'))
    .option('--user <name>', 'as whom to sign in')
    .option('--secret-file <file>', `the password: ${secretHelp}`)
    .option('--certificate-authority <file>', 'PEM to check its certificate against')
    .addOption(disabled)
    .action(
      async (
        name: string,
        host: string,
        { secretFile, disabled: off, certificateAuthority: pem, ...settings }: SecretOptions & PemOptions,
      ) => {
        const certificateAuthority = pem === undefined ? null : await contentOf(pem);
        await setSink(
          { kind: 'email', name, settings: { ...settings, host, certificateAuthority } },
          { ...(secretFile === undefined ? {} : { secretFile }), ...(off === undefined ? {} : { disabled: off }) },
        );
      },
    );
  notify
    .command('remove-sink')
    .description('Remove a sink, with what waits for it.')
    .argument('<sink>', 'its name')
    .action((name: string) =>
      withNotify(true, async ({ removeSink }) => {
        await removeSink(name, authorOfCommand());
        return [`removed ${name}`];
      }),
    );
}

interface PemOptions {
  readonly certificateAuthority?: string;
}

interface SecretOptions {
  readonly secretFile?: string;
  readonly disabled?: true;
}

async function setSink(input: Omit<SinkInput, 'secret' | 'enabled'>, options: SecretOptions): Promise<void> {
  const secret = options.secretFile === undefined ? null : await secretOf(options.secretFile);
  await withNotify(true, async (service) => {
    const listed = await service.setSink({ ...input, secret, enabled: options.disabled !== true }, authorOfCommand());
    return sinkLines([listed], Date.now());
  });
}

function registerRoutes(notify: Command): void {
  notify
    .command('route')
    .description('Add a route, or change the one of this name: which alarms are told to which sinks.')
    .argument('<route>', 'its name')
    .argument(
      '<steps...>',
      'a sink that is told at once, then others and after how many minutes: ops chief@10 site-lead@30',
    )
    .addOption(
      new Option('--tells <what>', 'what it tells; recommendations have no steps behind the first').choices(
        routeSubjects,
      ),
    )
    .option(
      '--kinds <list>',
      'of recommendations: created, pending, approved, rejected, deferred, executed, expired, changed, deleted; absent: all but changed',
      commaList,
    )
    .option('--severities <list>', 'low, medium, high, critical', commaList)
    .option('--sites <list>', 'of these sites', commaList)
    .option('--areas <list>', 'of machines at these locations', commaList)
    .option('--equipment <list>', 'of these machines', commaList)
    .option('--types <list>', 'of machines of these classes, as "haul truck"', commaList)
    .option('--problems <list>', 'these problems, or those that begin as before an asterisk', commaList)
    .option('--days <list>', 'mon to sun: alarms that ask for somebody on these days', commaList)
    .option('--hours <from-to>', 'and in these hours, as 18:00-06:00')
    .option('--time-zone <name>', 'whose clocks that are, as Australia/Perth')
    .option('--repeats <number>', 'how often the steps begin anew while nobody acknowledges', wholeNumber(0, 100), 0)
    .option('--repeat-after <minutes>', 'from the last step to the first again', wholeNumber(1, 10_080), 60)
    .option('--disabled', 'tell nothing for now')
    .action((name: string, steps: string[], options: RouteOptions) =>
      withNotify(true, async ({ setRoute }) =>
        routeLines([await setRoute(routeOf(name, steps, options), authorOfCommand())]),
      ),
    );
  notify
    .command('remove-route')
    .description('Remove a route, and its escalations under way.')
    .argument('<route>', 'its name')
    .action((name: string) =>
      withNotify(true, async ({ removeRoute }) => {
        await removeRoute(name, authorOfCommand());
        return [`removed ${name}`];
      }),
    );
}

function registerMessages(notify: Command): void {
  notify
    .command('messages')
    .description('Messages to sinks, newest first.')
    .addOption(new Option('--state <state>', 'only those').choices(['waiting', 'sent', 'dead']))
    .option('--sink <name>', 'only to this one')
    .option('--last <number>', 'so many', wholeNumber(1, maxPageSize), 50)
    .action((options: { readonly state?: DeliveryState; readonly sink?: string; readonly last: number }) =>
      withNotify(false, async ({ deliveries }) => {
        const filter = {
          ...(options.state === undefined ? {} : { states: [options.state] }),
          ...(options.sink === undefined ? {} : { sinks: [options.sink] }),
        };
        return deliveryLines((await deliveries(filter, { first: options.last, after: null })).rows);
      }),
    );
  notify
    .command('resend')
    .description('Send messages again that were given up, with their ids.')
    .argument('[ids...]', 'their numbers, as messages tells them; absent: all', wholeNumbers)
    .option('--sink <name>', 'only to this one')
    .action((ids: readonly number[] | undefined, { sink }: { readonly sink?: string }) =>
      withNotify(true, async ({ resend }) => {
        const asked = ids === undefined || ids.length === 0 ? null : ids;
        return [`${await resend({ ids: asked, sink: sink ?? null })} wait to be sent`];
      }),
    );
}

function commaList(text: string): readonly string[] {
  return text.split(',').map((each) => each.trim());
}

function wholeNumbers(text: string, before: readonly number[] = []): readonly number[] {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('want numbers of messages');
  return [...before, Number(text)];
}

async function secretOf(file: string): Promise<string> {
  return (file === '-' ? await readAll(process.stdin) : await contentOf(file)).trim();
}

async function contentOf(file: string): Promise<string> {
  try {
    return await readTextFile(file);
  } catch (error) {
    throw new StartupError(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
