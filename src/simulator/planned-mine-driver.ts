/** Sends the readings of the mine with planned faults to a server, its own time passing faster than the clock. */
import { type Clock, systemClock } from '../client/clock.ts';
import { seededRandom } from '../client/random.ts';
import { type DriveStatus, drive } from './drive.ts';
import { faultKind } from './faults/catalogue.ts';
import type { Fault } from './faults/fault.ts';
import { GatewayBuffer } from './gateway-buffer.ts';
import { mineEquipment } from './mine-equipment.ts';
import { createPlannedMine } from './planned-mine.ts';

export interface PlannedMineRun {
  /** The server's GraphQL address. */
  readonly url: string;
  /** For a server that asks for one. */
  readonly key?: string | null | undefined;
  readonly seed: number;
  readonly faults: readonly Fault[];
  /** Hours of health before the faults' hours begin to count. */
  readonly leadHours: number;
  /** The mine's own time when the run begins, epoch ms, for its shifts and weekends. Readings carry the clock's time all the same. */
  readonly fromMs: number;
  /** Hours of the mine an hour. One reading of each tag a second all the same: at 60 each is a minute of the mine after the other. */
  readonly speed: number;
  readonly signal: AbortSignal;
  readonly clock?: Clock | undefined;
  /** Told when the first readings are made. */
  readonly onStart?: ((startedMs: number) => void) | undefined;
  readonly onTick?: ((status: DriveStatus) => void) | undefined;
  /** Worth a line of its own: a fault begins or ends, the server away or back, readings dropped. */
  readonly onNotice?: ((notice: string) => void) | undefined;
}

const tickMs = 1_000;
const maxWaitingReadings = 100_000;
/** A gateway that comes back sends what it has kept in requests of this size. */
const readingsPerRequest = 5_000;
const hourS = 3_600;

/** Runs the mine against a server until the signal aborts: master data once, then a reading of each tag each second. */
export function runPlannedMine(run: PlannedMineRun): Promise<DriveStatus> {
  const { seed, faults, speed } = run;
  const clock = run.clock ?? systemClock;
  const planFromS = run.leadHours * hourS;
  const gateways = new GatewayBuffer();
  const mine = createPlannedMine({ seed, startMs: run.fromMs, faults, planFromS });
  let lastHours = Number.NEGATIVE_INFINITY;
  return drive({
    url: run.url,
    key: run.key,
    clock,
    random: seededRandom(seed).fork('retries'),
    equipment: mineEquipment(clock.nowMs()),
    tickMs,
    // In order: a reading that overtakes a newer one would count as late.
    maxInFlight: 1,
    maxWaitingReadings,
    produce: (client, tick, atMs) => {
      if (tick === 0) run.onStart?.(atMs);
      const second = Math.floor((tick * tickMs * speed) / 1_000);
      const hours = (second - planFromS) / hourS;
      for (const news of faultNewsBetween(faults, lastHours, hours)) run.onNotice?.(news);
      lastHours = hours;
      const timestamp = new Date(atMs).toISOString();
      const shown = mine.advanceTo(second).map((reading) => ({ ...reading, timestamp }));
      const sent = gateways.through(shown, mine.silentMachines(second));
      const requests = Array.from({ length: Math.ceil(sent.length / readingsPerRequest) }, (_, place) =>
        sent.slice(place * readingsPerRequest, (place + 1) * readingsPerRequest),
      );
      return requests.map((readings) => ({
        readings: readings.length,
        send: () => client.ingestReadings(readings),
      }));
    },
    signal: run.signal,
    onTick: run.onTick,
    onNotice: run.onNotice,
  });
}

/** What begins and ends after the one time and not after the other, in hours of the plan. */
export function faultNewsBetween(faults: readonly Fault[], afterHours: number, untilHours: number): string[] {
  const isNow = (hours: number | undefined): boolean =>
    hours !== undefined && hours > afterHours && hours <= untilHours;
  return faults.flatMap(({ kind, equipmentIds, onsetHours, endHours }) => {
    const where = equipmentIds.join(', ');
    return [
      ...(isNow(onsetHours) ? [`${onsetHours} h, ${where}: ${faultKind(kind).about}`] : []),
      ...(isNow(endHours) ? [`${endHours} h, ${where}: ${kind} is over`] : []),
    ];
  });
}
