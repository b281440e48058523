import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Webhook } from 'standardwebhooks';
import { expect, it } from 'vitest';
import { freePort } from '../../support/free-port.ts';
import { until } from '../../support/until.ts';

const projectDir = fileURLToPath(new URL('../../..', import.meta.url));
const secret = `whsec_${Buffer.from('a secret of the tests, 32 bytes.').toString('base64')}`;

it('the receiver of docs/operate/notify.md has ten lines, shows each message once and refuses what is not signed', async ({
  onTestFinished,
}) => {
  const page = await readFile(`${projectDir}/docs/operate/notify.md`, 'utf8');
  const program = /```js\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  expect(program.trim().split('\n').length).toBeLessThanOrEqual(10);
  const port = await freePort();
  const running = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: projectDir,
    env: { ...process.env, WEBHOOK_SECRET: secret, PORT: String(port) },
  });
  onTestFinished(async () => {
    running.kill('SIGKILL');
    await once(running, 'close');
  });
  let output = '';
  running.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const send = async (key: string) => {
    const body = JSON.stringify({
      id: 'm1',
      type: 'andon.alarm.raised',
      data: { alarm: { equipmentId: 'P-1', sentence: 'It is hot: 97 °C.' } },
    });
    const at = new Date();
    const headers = {
      'webhook-id': 'm1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': new Webhook(key).sign('m1', at, body),
    };
    return (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers, body })).status;
  };
  const stranger = `whsec_${Buffer.alloc(32).toString('base64')}`;
  await until('it listens', () =>
    send(stranger).then(
      (status) => status === 401,
      () => false,
    ),
  );
  expect([await send(secret), await send(secret)]).toEqual([204, 204]);
  await until('it has shown the message', () => output.includes('\n'));
  expect(output).toBe('andon.alarm.raised P-1 It is hot: 97 °C.\n');
});
