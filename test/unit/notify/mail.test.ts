import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import type { MailSettings, SendOutcome } from '../../../src/domain/notify/sink.ts';
import { sendMail } from '../../../src/notify/mail/mail-sink.ts';
import { mailTextOf } from '../../../src/notify/mail/mail-text.ts';
import { message } from '../../support/notify/messages.ts';
import { authority, stranger } from '../../support/notify/receiver.ts';

const tls = (name: string) => readFileSync(new URL(`../../support/tls/${name}`, import.meta.url));
const open: { close(done: () => void): void }[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await new Promise<void>((resolve) => server.close(resolve));
});

interface Taken {
  readonly from: string;
  readonly to: readonly string[];
  readonly user: string | undefined;
  readonly isEncrypted: boolean;
  readonly text: string;
}

/** A mail server that speaks SMTP, and notes what it takes. */
async function mailServer(options: SMTPServerOptions = {}) {
  const taken: Taken[] = [];
  const server = new SMTPServer({
    key: tls('server.key'),
    cert: tls('server.pem'),
    authOptional: true,
    logger: false,
    onAuth: ({ username, password }, _session, done) =>
      password === 'right' ? done(null, { user: username }) : done(new Error('no')),
    onData: (stream, { envelope, user, secure }, done) => {
      let text = '';
      stream.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      stream.on('end', () => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        const to = envelope.rcptTo.map(({ address }) => address);
        taken.push({ from, to, user: user === undefined ? undefined : String(user), isEncrypted: secure, text });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { taken, port: (server.server.address() as AddressInfo).port };
}

const send = (
  port: number,
  more: Partial<MailSettings> = {},
  { password = 'right', trusted = ['localhost'], withinMs = 5_000, signal = new AbortController().signal } = {},
): Promise<SendOutcome> =>
  sendMail(
    {
      host: 'localhost',
      port,
      security: 'starttls',
      user: 'andon',
      from: 'andon@plant.example',
      to: ['chief@plant.example', 'lead@plant.example'],
      certificateAuthority: authority,
      ...more,
    },
    [password],
    message(),
    { trusted: new Set(trusted), signal, now: Date.now, withinMs },
  );

describe('a mail', () => {
  it.each(['starttls', 'tls', 'none'] as const)('is taken by a server with security %s', async (security) => {
    const { port, taken } = await mailServer({
      secure: security === 'tls',
      ...(security === 'none' ? { hideSTARTTLS: true, allowInsecureAuth: true } : {}),
    });
    expect(await send(port, { security })).toEqual({ kind: 'sent', status: 250 });
    expect(taken).toMatchObject([
      {
        from: 'andon@plant.example',
        to: ['chief@plant.example', 'lead@plant.example'],
        user: 'andon',
        isEncrypted: security !== 'none',
      },
    ]);
    expect(taken[0]?.text).toMatch(/^Message-ID: <andon_7_abc@andon>\r$/m);
    expect(taken[0]?.text).toMatch(/^References: <andon\.e1\.17@andon>\r$/m);
    expect(taken[0]?.text).toMatch(/^Subject: \[CRITICAL\] north\/CRUSH 1: bearing_temperature_high\r$/m);
  });

  it.each<[string, SMTPServerOptions, Partial<MailSettings>, object]>([
    ['a server without STARTTLS', { disabledCommands: ['STARTTLS'] }, {}, { kind: 'failed' }],
    ['a certificate of another authority', {}, { certificateAuthority: stranger }, { kind: 'failed', status: null }],
    ['a certificate of another name', {}, { host: '127.0.0.1' }, { kind: 'failed', status: null }],
    [
      'a receiver that the server refuses',
      { onRcptTo: (_address, _session, done) => done(Object.assign(new Error('no such user'), { responseCode: 550 })) },
      {},
      { kind: 'refused', status: 550, error: 'answers 550 to RCPT TO' },
    ],
    [
      'a server that is busy',
      { onMailFrom: (_address, _session, done) => done(Object.assign(new Error('later'), { responseCode: 451 })) },
      {},
      { kind: 'failed', status: 451 },
    ],
  ])('is not sent in spite of %s', async (_what, options, settings, outcome) => {
    const { port, taken } = await mailServer(options);
    const came = await send(port, settings, { trusted: ['localhost', '127.0.0.1'] });
    expect(came).toMatchObject(outcome);
    expect(taken).toEqual([]);
  });

  it('that a wrong password keeps from being sent waits: it can be mended', async () => {
    const { port } = await mailServer();
    const outcome = await send(port, {}, { password: 'wrong-one' });
    expect(outcome).toMatchObject({ kind: 'failed', status: 535 });
    expect(JSON.stringify(outcome)).not.toContain('wrong-one');
  });

  it.each<[string, (socket: Socket) => void]>([
    ['says nothing', () => undefined],
    ['drips', (socket) => void setInterval(() => socket.write('2'), 20).unref()],
  ])('to a server that %s is given up after its time in all', async (_what, behave) => {
    const sockets: Socket[] = [];
    const server: Server = createServer((socket) => {
      sockets.push(socket.on('error', () => undefined));
      behave(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const outcome = await send((server.address() as AddressInfo).port, {}, { withinMs: 300 });
    expect(outcome).toMatchObject({ kind: 'failed', status: null, error: 'not taken within 0.3 s' });
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  it('goes to no address of this machine, and nowhere in the clear, unless the host is trusted', async () => {
    const { port, taken } = await mailServer();
    const said = { kind: 'failed', error: expect.stringContaining('ANDON_NOTIFY_TRUSTED_HOSTS') };
    expect(await send(port, {}, { trusted: [] })).toMatchObject(said);
    expect(await send(port, { security: 'none' }, { trusted: [] })).toMatchObject(said);
    expect(taken).toEqual([]);
  });

  it('has a subject of one line, whatever a machine is called', () => {
    const { subject } = mailTextOf(message({}, { equipmentId: 'A\r\nBcc: everybody@plant.example' }));
    expect(subject).not.toMatch(/[\r\n]/);
  });

  it('says who has answered, and what they wrote', () => {
    const { subject, text } = mailTextOf(
      message({ kind: 'acknowledged', operatorId: 'maria', note: 'crew on its way' }, { state: 'acknowledged' }),
    );
    expect(subject).toContain('(acknowledged by maria)');
    expect(text).toContain('Note: crew on its way');
  });
});
