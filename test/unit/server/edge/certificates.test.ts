import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SecureContextOptions } from 'node:tls';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { TlsSettings } from '../../../../src/auth/edge-settings.ts';
import type { Logger } from '../../../../src/log.ts';
import { CertificateReload, readCertificates } from '../../../../src/server/edge/certificates.ts';

const made = 'test/support/tls';
let folder: string;
let settings: TlsSettings;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'andon-tls-'));
});
afterAll(() => rm(folder, { recursive: true }));
const put = (name: 'cert' | 'key' | 'ca', from: string) => cp(join(made, from), join(folder, `${name}.pem`));
beforeEach(async () => {
  settings = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem'), clientCa: join(folder, 'ca.pem') };
  await Promise.all([put('cert', 'server.pem'), put('key', 'server.key'), put('ca', 'authority.pem')]);
});

it('Files that do not go together, are no certificates or cannot be read are refused with the setting or the reason', async () => {
  await expect(readCertificates(settings)).resolves.toMatchObject({
    cert: expect.stringContaining('BEGIN CERTIFICATE'),
  });
  await put('key', 'client.key');
  await expect(readCertificates(settings)).rejects.toThrow(/do not go together.*mismatch/);
  await put('key', 'server.key');
  for (const empty of ['', 'no certificate\n']) {
    await writeFile(join(folder, 'ca.pem'), empty);
    await expect(readCertificates(settings), JSON.stringify(empty)).rejects.toThrow('no PEM');
  }
  await rm(join(folder, 'ca.pem'));
  await expect(readCertificates(settings)).rejects.toThrow('ANDON_TLS_CLIENT_CA: the file');
});

it('New files are taken once they go together, with one warning until then, and the end of a certificate is told once', async () => {
  const taken: SecureContextOptions[] = [];
  const lines: string[] = [];
  const note = ({ event }: { readonly event: string }) => void lines.push(event);
  const log: Logger = { debug: note, info: note, warn: note, error: note };
  const reload = new CertificateReload({
    settings,
    first: await readCertificates(settings),
    server: { setSecureContext: (given) => void taken.push(given) },
    now: () => Date.UTC(2126, 10, 1),
    log,
  });
  await reload.look();
  await reload.look();
  expect(taken).toEqual([]);
  expect(lines.splice(0)).toEqual(['tls.certificate_expires']);
  await put('cert', 'client.pem');
  await reload.look();
  await reload.look();
  expect(lines.splice(0)).toEqual(['tls.certificate_unusable']);
  await put('key', 'client.key');
  await reload.look();
  await reload.look();
  expect(taken.map(({ cert }) => cert)).toEqual([await readFile(join(made, 'client.pem'), 'utf8')]);
  expect(lines).toEqual(['tls.certificate_changed', 'tls.certificate_expires']);
});
