/** Sends a message as mail by SMTP: to an address that was judged before, within a time in all, and never in the clear unless it is trusted. */
import { once } from 'node:events';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import MailComposer from 'nodemailer/lib/mail-composer';
import SmtpConnection from 'nodemailer/lib/smtp-connection';
import type { Message } from '../../domain/notify/message.ts';
import type { MailSettings, SendOutcome } from '../../domain/notify/sink.ts';
import { lookupAmong, permittedAddresses, RefusedAddress } from '../http/address-guard.ts';
import { type PostLimits, reasonOf } from '../http/bounded-post.ts';
import { mailTextOf } from './mail-text.ts';

const sentWithinMs = 10_000;

/** Never rejects: whatever goes wrong is an outcome. `secrets`: the password, where the server asks for one. */
export async function sendMail(
  settings: MailSettings,
  secrets: readonly string[],
  message: Message,
  { trusted, signal, withinMs = sentWithinMs }: PostLimits,
): Promise<SendOutcome> {
  try {
    if (settings.security === 'none' && !trusted.has(settings.host.toLowerCase())) {
      throw new RefusedAddress(
        `mail to ${settings.host} is not encrypted, which ANDON_NOTIFY_TRUSTED_HOSTS has to allow`,
      );
    }
    const addresses = await permittedAddresses(settings.host, trusted);
    const mail = await composed(settings, message);
    const deadline = AbortSignal.timeout(withinMs);
    const whole = AbortSignal.any([signal, deadline]);
    await deliver(settings, addresses, secrets[0], mail, whole).catch((error: unknown) => {
      throw deadline.aborted && !signal.aborted ? new Error(`not taken within ${withinMs / 1_000} s`) : error;
    });
    return { kind: 'sent', status: 250 };
  } catch (error) {
    return outcomeOf(error);
  }
}

function composed({ from, to }: MailSettings, message: Message): Promise<Buffer> {
  const { subject, text, messageId, thread } = mailTextOf(message);
  // Bytes of the message, with nothing fetched: texts from outside are texts, never paths.
  return new MailComposer({
    from,
    to: [...to],
    subject,
    text,
    messageId,
    references: thread,
    inReplyTo: thread,
    date: new Date(message.occurredAt),
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
}

/** A connection of its own, which ends with the signal, whatever the server does. */
async function deliver(
  { host, port, security, user, from, to, certificateAuthority }: MailSettings,
  addresses: Parameters<typeof lookupAmong>[0],
  password: string | undefined,
  mail: Buffer,
  signal: AbortSignal,
): Promise<void> {
  const socket = connectTcp({ host, port, lookup: lookupAmong(addresses), autoSelectFamily: true });
  const end = () => socket.destroy(new DOMException('aborted', 'AbortError'));
  signal.addEventListener('abort', end, { once: true });
  try {
    if (signal.aborted) end();
    await once(socket, 'connect');
    await speak({
      socket,
      host,
      security,
      user,
      password,
      certificateAuthority,
      envelope: { from, to: [...to] },
      mail,
    });
  } finally {
    signal.removeEventListener('abort', end);
    socket.destroySoon();
  }
}

interface Dialogue extends Pick<MailSettings, 'host' | 'security' | 'user' | 'certificateAuthority'> {
  readonly socket: Socket;
  readonly password: string | undefined;
  readonly envelope: { readonly from: string; readonly to: string[] };
  readonly mail: Buffer;
}

function speak({
  socket,
  host,
  security,
  user,
  password,
  certificateAuthority,
  envelope,
  mail,
}: Dialogue): Promise<void> {
  const connection = new SmtpConnection({
    connection: socket,
    host,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: {
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(certificateAuthority === null ? {} : { ca: certificateAuthority }),
    },
    maxResponseSize: 65_536,
    socketCloseTimeout: 1_000,
  });
  return new Promise<void>((resolve, reject) => {
    connection.on('error', reject);
    connection.on('end', () => reject(new Error('the mail server hung up')));
    const send = () =>
      connection.send({ ...envelope, size: mail.length }, mail, (error) => {
        if (error) return reject(error);
        connection.quit();
        resolve();
      });
    connection.connect((error) => {
      if (error) reject(error);
      else if (user === null) send();
      else connection.login({ user, pass: password ?? '' }, (refused) => (refused ? reject(refused) : send()));
    });
  }).finally(() => connection.close());
}

/** Refused for good is the message or its receivers (5xx after MAIL, RCPT or DATA); a name or password that is refused can be mended. */
function outcomeOf(error: unknown): SendOutcome {
  const { responseCode = null, command = '' } = (error instanceof Error ? error : {}) as {
    responseCode?: number | null;
    command?: string;
  };
  if (responseCode === null) return { kind: 'failed', status: null, error: reasonOf(error), retryAfterMs: null };
  const reason = `answers ${responseCode}${command === '' ? '' : ` to ${command}`}`;
  const isForGood = responseCode >= 500 && responseCode !== 503 && /^(MAIL FROM|RCPT TO|DATA)$/.test(command);
  if (isForGood) return { kind: 'refused', status: responseCode, error: reason };
  return { kind: 'failed', status: responseCode, error: reason, retryAfterMs: null };
}
