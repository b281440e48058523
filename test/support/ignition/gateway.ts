/** Starts a gateway for tests, a process of Jython that runs the Ignition project, and speaks with it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { until } from '../until.ts';

/** The project folder that users import. */
export const projectFolder = fileURLToPath(new URL('../../../clients/ignition/Andon', import.meta.url));
const jython = '/usr/share/java/jython.jar';
/** Begins sooner, and takes little of a machine with two cores. */
const quickStart = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx512m'];
const script = fileURLToPath(new URL('./gateway.py', import.meta.url));

export type Settings = Readonly<Record<string, unknown>>;

/** What a session's message handler was sent. */
export interface SentMessage {
  readonly handler: string;
  /** Epoch µs. */
  readonly atUs: number;
  readonly payload: {
    readonly type: string;
    readonly messageType: string;
    readonly data: Readonly<Record<string, unknown>>;
  };
}

/** What reached browsers: (session, page, type, payload), and (session, page, popup, its parameters or null when closed). */
export interface Screens {
  readonly messages: readonly (readonly [string, string, string, SentMessage['payload']])[];
  readonly popups: readonly (readonly [string, string | null, string, Readonly<Record<string, unknown>> | null])[];
}

/** A gateway that runs the project on a real Jython, with a stand-in for Ignition's `system` that rejects what Ignition does not have. */
export interface Gateway {
  /** Its folder for key, CA and waiting readings. */
  readonly folder: string;
  readonly pid: number;
  ask<Answer>(command: string, ...given: readonly unknown[]): Promise<Answer>;
  /** Saves the project with these settings beside those of the test, and runs its startup script. */
  start(settings?: Settings): Promise<void>;
  /** Value of a tag in `[default]Andon`; dates as epoch ms. */
  tag(name: string): Promise<unknown>;
  untilTag(name: string, value: unknown, withinMs?: number): Promise<void>;
  sent(type?: string): Promise<readonly SentMessage[]>;
  /** Waits until so many messages of the type were sent, and returns them. */
  untilSent(count: number, type?: string, withinMs?: number): Promise<readonly SentMessage[]>;
  writeKey(token: string): Promise<void>;
  close(): Promise<void>;
}

/** Short, so that a test does not wait for what takes seconds in a plant. */
const quick = {
  PING_EVERY_MS: 1_000,
  // Longer than a busy machine takes to answer: a good connection is not to be given up.
  PONG_WITHIN_MS: 6_000,
  FIRST_PAUSE_MS: 100,
  LONGEST_PAUSE_MS: 400,
  METRICS_EVERY_MS: 100,
  /** Alarms have tests of their own. */
  FOLLOW_ALARMS: false,
  SITE_LEVELS: { '*': ['Authenticated'] },
};

export interface GatewayOptions {
  /** In which Java writes what has no charset of its own. */
  readonly charset?: string;
  /** Options of the Java machine; absent: for a quick start. */
  readonly java?: readonly string[];
}

export async function startGateway(
  settings: Settings,
  { charset = 'UTF-8', java = quickStart }: GatewayOptions = {},
): Promise<Gateway> {
  const folder = await mkdtemp(path.join(tmpdir(), 'andon-gateway-'));
  const options = ['-Dpython.home=/usr/share/jython', `-Dfile.encoding=${charset}`];
  const child = spawn('java', [...java, ...options, '-jar', jython, '-B', script, projectFolder], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const waiting: { readonly resolve: (line: string) => void; readonly reject: (error: Error) => void }[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.resolve(line));
  child.once('exit', () => {
    for (const { reject } of waiting.splice(0)) reject(new Error(`the gateway has ended:\n${errors}`));
  });

  async function ask<Answer>(command: string, ...given: readonly unknown[]): Promise<Answer> {
    if (!isRunning(child)) throw new Error(`the gateway has ended:\n${errors}`);
    const line = new Promise<string>((resolve, reject) => waiting.push({ resolve, reject }));
    child.stdin.write(`${JSON.stringify({ do: command, with: given })}\n`);
    const { answer, error }: { answer: Answer; error?: string } = JSON.parse(await line);
    if (error !== undefined) throw new Error(`${command}: ${error}`);
    return answer;
  }

  const gateway: Gateway = {
    folder,
    pid: child.pid ?? -1,
    ask,
    start: async (more = {}) => {
      await ask('load', { KEY_FILE: '', FOLDER: folder, ...quick, ...settings, ...more });
      await ask('run', 'startup');
    },
    tag: async (name) => (await ask<Record<string, unknown>>('tags'))[`[default]Andon/${name}`],
    untilTag: async (name, value, withinMs = 30_000) => {
      const seen = { value: null as unknown };
      await until(
        `the tag ${name} is ${String(value)}`,
        async () => {
          seen.value = await gateway.tag(name);
          return seen.value === value;
        },
        { withinMs, state: () => seen },
      );
    },
    sent: async (type) => {
      const all = await ask<readonly SentMessage[]>('sent', 0);
      return type === undefined ? all : all.filter(({ handler }) => handler === type);
    },
    untilSent: async (count, type, withinMs = 30_000) => {
      let sent: readonly SentMessage[] = [];
      await until(
        `${count} messages ${type ?? ''} were sent`,
        async () => {
          sent = await gateway.sent(type);
          return sent.length >= count;
        },
        { withinMs, state: () => sent.length },
      );
      return sent;
    },
    writeKey: (token) => writeFile(path.join(folder, 'key'), `${token}\n`),
    close: async () => {
      if (isRunning(child)) {
        child.stdin.end();
        await once(child, 'exit');
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
  return gateway;
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}
