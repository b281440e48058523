/** The certificate files of the server: read and checked at its start, and taken anew when they change. */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext, type Server } from 'node:tls';
import type { TlsSettings } from '../../auth/edge-settings.ts';
import { StartupError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import { PeriodicTask } from '../../timing/periodic-task.ts';

/** Certificates are exchanged every few weeks; small files that are in the system's memory are read for next to nothing. */
const lookEveryMs = 1_000;
const soonMs = 14 * 86_400_000;

/** What the files hold. */
export interface Certificates {
  readonly cert: string;
  readonly key: string;
  /** Absent: nobody is asked for a certificate. */
  readonly ca?: string;
}

/** Reads the files and sees whether they go together. Throws a StartupError that names the file or says what is wrong. */
export async function readCertificates({ cert, key, clientCa }: TlsSettings): Promise<Certificates> {
  const read = (setting: string, path: string) =>
    readFile(path, 'utf8').catch((error: unknown) => {
      throw new StartupError(`${setting}: the file ${path} cannot be read.`, { cause: error });
    });
  const [own, secret, ca] = await Promise.all([
    read('ANDON_TLS_CERT', cert),
    read('ANDON_TLS_KEY', key),
    clientCa === null ? null : read('ANDON_TLS_CLIENT_CA', clientCa),
  ]);
  const certificates = { cert: own, key: secret, ...(ca === null ? {} : { ca }) };
  try {
    createSecureContext(certificates);
    // OpenSSL takes a file without a certificate for an empty list of those that it trusts, which would lock everybody out.
    if (ca !== null) new X509Certificate(ca);
  } catch (error) {
    throw new StartupError(
      `The files of ANDON_TLS_CERT, ANDON_TLS_KEY and ANDON_TLS_CLIENT_CA do not go together, or one is no PEM: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
  return certificates;
}

export interface CertificateReloadOptions {
  readonly settings: TlsSettings;
  /** Those that the server began with. */
  readonly first: Certificates;
  readonly server: Pick<Server, 'setSecureContext'>;
  readonly now: () => number;
  readonly log: Logger;
}

/**
 * Looks every second whether the files have changed. New connections get the new certificate, and those that are open keep theirs. Files that do
 * not go together, as while they are being written, change nothing.
 */
export class CertificateReload {
  readonly #options: CertificateReloadOptions;
  readonly #task: PeriodicTask;
  #present: Certificates;
  #warnedOf: string | null = null;
  #expiryTold: string | null = null;

  constructor(options: CertificateReloadOptions) {
    this.#options = options;
    this.#present = options.first;
    this.#task = new PeriodicTask('look for new certificates', lookEveryMs, () => this.look(), options.log);
  }

  start(): void {
    this.#tellExpiry();
    this.#task.start();
  }

  close(): Promise<void> {
    return this.#task.close();
  }

  async look(): Promise<void> {
    const { settings, server, log } = this.#options;
    try {
      const read = await readCertificates(settings);
      this.#warnedOf = null;
      if (read.cert !== this.#present.cert || read.key !== this.#present.key || read.ca !== this.#present.ca) {
        server.setSecureContext(read);
        this.#present = read;
        const { subject, validTo } = new X509Certificate(read.cert);
        log.info({ event: 'tls.certificate_changed', subject, validTo }, 'new connections get the new certificate');
      }
    } catch (error) {
      if (!(error instanceof StartupError)) throw error;
      if (this.#warnedOf !== error.message) {
        this.#warnedOf = error.message;
        log.warn({ event: 'tls.certificate_unusable', err: error }, `${error.message} The earlier certificate stays.`);
      }
    }
    this.#tellExpiry();
  }

  /** Once for each certificate. */
  #tellExpiry(): void {
    const { now, log } = this.#options;
    const { subject, validTo, fingerprint256 } = new X509Certificate(this.#present.cert);
    if (Date.parse(validTo) - now() > soonMs || this.#expiryTold === fingerprint256) return;
    this.#expiryTold = fingerprint256;
    log.warn(
      { event: 'tls.certificate_expires', subject, validTo },
      'the certificate of this server ends within two weeks, or has ended: put a new one into its files',
    );
  }
}
