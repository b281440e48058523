/** `andon replay --quarantine`: corrects rejected readings and sends them again. */
import { InvalidArgumentError } from 'commander';
import { createClient, type QuarantinedInput, type QuarantineEntry } from '../../client/andon-client.ts';
import { systemClock } from '../../client/clock.ts';
import { RequestFailure } from '../../client/graphql-request.ts';
import { seededRandom } from '../../client/random.ts';
import type { Mending } from '../../replay/mending.ts';
import { type QuarantineReplayStatus, replayQuarantine } from '../../replay/replay-quarantine.ts';
import { clientKey } from '../client-environment.ts';
import { failureLines } from '../request-failure.ts';
import { createStatusLine } from '../status-line.ts';
import { stopSignal } from '../stop-signal.ts';

export interface QuarantineCommandOptions {
  readonly url: string;
  readonly code?: readonly string[];
  readonly site?: string;
  readonly equipment?: string;
  readonly sensor?: string;
  readonly from?: string;
  readonly to?: string;
  readonly setUnits?: string;
  readonly setQuality?: string;
  readonly mapEquipment?: ReadonlyMap<string, string>;
  readonly mapSensor?: ReadonlyMap<string, string>;
  readonly shiftTime?: number;
  readonly dryRun?: boolean;
}

const giveUpAfterMs = 5 * 60_000;

export async function runQuarantineReplay(options: QuarantineCommandOptions): Promise<number> {
  const stop = stopSignal();
  const line = createStatusLine(process.stdout, { plainEveryMs: 10_000, nowMs: () => Date.now() });
  const dryRun = options.dryRun ?? false;
  const skipped = new Map<string, number>();
  const rejected = new Map<string, { count: number; message: string }>();
  try {
    const status = await replayQuarantine({
      client: createClient({
        url: options.url,
        key: clientKey(),
        clock: systemClock,
        random: seededRandom(process.pid),
        signal: stop.signal,
        giveUpAfterMs,
        onTrouble: (trouble) => line.say(trouble ?? 'the server answers again'),
      }),
      filter: filterOf(options),
      mending: mendingOf(options),
      dryRun,
      signal: stop.signal,
      onProgress: (so) => line.show(countsText(so, dryRun)),
      onEntry: (entry, result) => {
        if ('skip' in result) skipped.set(result.skip, (skipped.get(result.skip) ?? 0) + 1);
        else if (dryRun) line.say(entryText(entry, result.reading));
      },
      onRejected: (_entry, code, message) =>
        rejected.set(code, { count: (rejected.get(code)?.count ?? 0) + 1, message }),
    });
    line.say(`${endText(status, dryRun)}: ${countsText(status, dryRun)}`);
    for (const [reason, count] of skipped) line.say(`  left out, ${reason}: ${count}`);
    for (const [code, { count, message }] of rejected) line.say(`  rejected again, ${code}: ${count} (${message})`);
    return status.finished && status.rejected === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof RequestFailure)) throw error;
    for (const words of failureLines(error, 'scopes READ and CONFIGURE')) line.say(words);
    line.say('What was taken is marked: give the same command again to go on.');
    return 1;
  } finally {
    stop.release();
  }
}

function filterOf({ code, site, equipment, sensor, from, to }: QuarantineCommandOptions) {
  return {
    ...(code === undefined ? {} : { codes: code }),
    ...(site === undefined ? {} : { siteIds: [site] }),
    ...(equipment === undefined ? {} : { equipmentIds: [equipment] }),
    ...(sensor === undefined ? {} : { sensorTypes: [sensor] }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

function mendingOf({ setUnits, setQuality, mapEquipment, mapSensor, shiftTime }: QuarantineCommandOptions): Mending {
  return {
    ...(setUnits === undefined ? {} : { setUnits }),
    ...(setQuality === undefined ? {} : { setQuality }),
    ...(mapEquipment === undefined ? {} : { mapEquipment }),
    ...(mapSensor === undefined ? {} : { mapSensor }),
    ...(shiftTime === undefined ? {} : { shiftTimeMs: shiftTime }),
  };
}

function endText({ finished }: QuarantineReplayStatus, dryRun: boolean): string {
  if (!finished) return 'interrupted; give the same command again to go on';
  return dryRun ? 'nothing was sent' : 'finished';
}

function countsText(status: QuarantineReplayStatus, dryRun: boolean): string {
  const { found, sent, accepted, duplicates, rejected, skipped } = status;
  const answers = dryRun
    ? [`would send ${sent}`]
    : [`sent ${sent}`, `accepted ${accepted}`, `duplicates ${duplicates}`, `rejected ${rejected}`];
  return [`found ${found}`, ...answers, `left out ${skipped}`].join(' · ');
}

function entryText({ id, code }: QuarantineEntry, reading: QuarantinedInput): string {
  return `${id} ${code} → ${JSON.stringify(reading)}`;
}

/** Collects OLD=NEW; an empty OLD stands for a missing name. */
export function renaming(text: string, known: ReadonlyMap<string, string> = new Map()): ReadonlyMap<string, string> {
  const at = text.indexOf('=');
  if (at === -1 || at === text.length - 1)
    throw new InvalidArgumentError('want OLD=NEW, or =NEW where the name is missing');
  return new Map([...known, [text.slice(0, at), text.slice(at + 1)]]);
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `+1h`, `-90s`: milliseconds. */
export function duration(text: string): number {
  const [, sign, number, unit = ''] = /^([+-])(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? [];
  if (number === undefined) throw new InvalidArgumentError('want a sign, a number and ms, s, m, h or d, such as -1h');
  return Math.round((sign === '-' ? -1 : 1) * Number(number) * (unitMs[unit] ?? 0));
}

export function qualityWord(text: string): string {
  const word = text.toUpperCase();
  if (['GOOD', 'UNCERTAIN', 'BAD'].includes(word)) return word;
  throw new InvalidArgumentError('want GOOD, UNCERTAIN or BAD');
}
