/** Starts thousands of subscribers in a process of their own, and times when an event reaches them. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { monotonicMs } from './clock.ts';

const deliveredWithinMs = 10_000;
const settleWithinMs = 2_000;
const settleAttempts = 30;

type Report =
  | { readonly kind: 'open' | 'waiting' }
  | { readonly kind: 'all'; readonly arrivals: Float64Array; readonly sample: string | null }
  | { readonly kind: 'failed'; readonly reason: string };

/** Subscribers in a process of their own. */
export interface Screens {
  readonly count: number;
  /** What the first of them received first. */
  readonly sample: string;
  /** Makes one event and waits until every screen has it; milliseconds from just before `makeEvent` to each arrival, ascending. */
  deliver(makeEvent: () => Promise<unknown>): Promise<Float64Array>;
  close(): void;
}

export interface ScreensOptions {
  /** http(s) or ws(s) address of the socket. */
  readonly url: string;
  readonly count: number;
  /** The subscription, over graphql-transport-ws; absent for a server that speaks no protocol of its own. */
  readonly query?: string;
}

/** Resolves when an event has reached all of them: nothing in the protocol tells when a subscription stands. */
export async function openScreens(options: ScreensOptions, makeEvent: () => Promise<unknown>): Promise<Screens> {
  const script = fileURLToPath(new URL('screens.ts', import.meta.url));
  const child = fork(script, [options.url, String(options.count), options.query ?? ''], {
    execArgv: ['--import', 'tsx'],
    serialization: 'advanced',
  });
  await reported(child, 'open');
  let sample: string | null = null;
  const deliver = async (makeEvent: () => Promise<unknown>, withinMs: number): Promise<Float64Array> => {
    const waiting = reported(child, 'waiting');
    child.send('expect');
    await waiting;
    const all = reported(child, 'all', withinMs);
    const fromMs = monotonicMs();
    const [report] = await Promise.all([all, makeEvent()]);
    sample ??= report.sample;
    return report.arrivals.map((atMs) => atMs - fromMs);
  };
  await settle(() => deliver(makeEvent, settleWithinMs));
  return {
    count: options.count,
    sample: sample ?? '',
    deliver: (makeEvent) => deliver(makeEvent, deliveredWithinMs),
    close: () => child.disconnect(),
  };
}

async function settle(attempt: () => Promise<unknown>): Promise<void> {
  for (let left = settleAttempts; ; left -= 1) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (!(error instanceof NotDelivered) || left === 0) throw error;
    }
  }
}

class NotDelivered extends Error {}

function reported<Kind extends Report['kind']>(
  child: ChildProcess,
  kind: Kind,
  withinMs?: number,
): Promise<Extract<Report, { readonly kind: Kind }>> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      child.off('message', look);
      child.off('exit', onExit);
    };
    const fail = (error: Error): void => {
      end();
      reject(error);
    };
    const onExit = (code: number | null): void => fail(new Error(`the screens' process ended with ${code}`));
    const isWanted = (report: Report): report is Extract<Report, { readonly kind: Kind }> => report.kind === kind;
    const look = (report: Report): void => {
      if (report.kind === 'failed') fail(new Error(`a screen failed: ${report.reason}`));
      else if (isWanted(report)) {
        end();
        resolve(report);
      }
    };
    const timer =
      withinMs === undefined
        ? undefined
        : setTimeout(() => fail(new NotDelivered(`no event at every screen within ${withinMs} ms`)), withinMs);
    child.on('message', look);
    child.once('exit', onExit);
  });
}
