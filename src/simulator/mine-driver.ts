/** Runs the simulated mine against a server. */
import { type Clock, systemClock } from '../client/clock.ts';
import { seededRandom } from '../client/random.ts';
import { type DriveStatus, drive } from './drive.ts';
import { demoFaultSpeed, type FaultMoment, faultAt, faultNews } from './fault-plan.ts';
import { faultyCrusherId } from './machines.ts';
import { createMine } from './mine.ts';
import { mineEquipment } from './mine-equipment.ts';

export interface MineRun {
  /** The server's GraphQL address. */
  readonly url: string;
  /** For a server that asks for one. */
  readonly key?: string | null | undefined;
  readonly seed: number;
  /** Hours of wear an hour; the readings themselves always come at one a second. */
  readonly speed?: number | undefined;
  /** Whether the bearing of CR_002 wears out; true when left out. */
  readonly fault?: boolean | undefined;
  readonly signal: AbortSignal;
  readonly clock?: Clock | undefined;
  readonly onTick?: ((status: DriveStatus) => void) | undefined;
  /** Worth a line of its own: a new stage of the fault, the server away or back, readings dropped. */
  readonly onNotice?: ((notice: string) => void) | undefined;
}

/** One value a second of every tag. */
const tickMs = 1_000;
/** A quarter of an hour of the mine, for a server that is away. */
const maxWaitingReadings = 100_000;

/** Runs the simulated mine against a server until the signal aborts: master data once, then a reading of each tag each second. */
export function runMine(run: MineRun): Promise<DriveStatus> {
  const clock = run.clock ?? systemClock;
  const speed = run.speed ?? demoFaultSpeed;
  const mine = createMine({ seed: run.seed });
  let moment: FaultMoment | undefined;
  return drive({
    url: run.url,
    key: run.key,
    clock,
    random: seededRandom(run.seed).fork('retries'),
    equipment: mineEquipment(clock.nowMs()),
    tickMs,
    // In order: a reading that overtakes a newer one would count as late.
    maxInFlight: 1,
    maxWaitingReadings,
    produce: (client, tick, atMs) => {
      if (run.fault ?? true) {
        const now = faultAt(tick * tickMs, speed);
        const news = faultNews(moment, now);
        if (news !== null) run.onNotice?.(`${faultyCrusherId}: ${news}`);
        moment = now;
      }
      const timestamp = new Date(atMs).toISOString();
      const readings = mine.tick(moment?.wear).map((reading) => ({ ...reading, timestamp }));
      return [{ readings: readings.length, send: () => client.ingestReadings(readings) }];
    },
    signal: run.signal,
    onTick: run.onTick,
    onNotice: run.onNotice,
  });
}
