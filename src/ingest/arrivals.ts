/** Notes for arriving readings whether they are late, and whether their sender's clock seems wrong. */
import { holderOf } from '../domain/access.ts';
import type { LaggingEquipment } from '../domain/equipment/lagging-equipment.ts';
import type { CheckedReading, Sender } from './check-reading.ts';
import { ClockWatch } from './clock-watch.ts';
import { type Advance, NewestTimes } from './newest-times.ts';

export interface Arrival {
  /** Takes note of a reading; true if it is too late beside its sender's newest to tell how things are. */
  isBehind(reading: CheckedReading, sensorId: number): boolean;
  /** The readings were not stored, and may be sent again. */
  takeBack(): void;
}

/** What the times of readings tell at their arrival: which are late beside what the same sender has sent, and whose clock is wrong. */
export class Arrivals {
  readonly #newest: NewestTimes;
  readonly #clocks = new ClockWatch();
  readonly #onLag: () => void;

  /** `lagMs`: how far a reading may be behind its sender's newest of the same sensor. `onLag` is told that some equipment lags. */
  constructor(lagMs: number, onLag: () => void = () => undefined) {
    this.#newest = new NewestTimes(lagMs);
    this.#onLag = onLag;
  }

  /** The readings of one request, which are stored together or, if that fails, taken back. */
  begin(sender: Sender, receivedAtMs: number): Arrival {
    const from = sender.credential == null ? '' : holderOf(sender.credential);
    const advances: Advance[] = [];
    return {
      isBehind: (reading, sensorId) => {
        this.#clocks.note(reading, reading.eventTimeMs, receivedAtMs);
        if (this.#clocks.isWatching) this.#onLag();
        return this.#newest.isBehind(from, sensorId, reading.eventTimeMs, receivedAtMs, advances);
      },
      takeBack: () => this.#newest.takeBack(advances),
    };
  }

  lagging(nowMs: number): LaggingEquipment[] {
    return this.#clocks.lagging(nowMs);
  }

  /** Lets go what is remembered of sensors that have fallen silent. */
  putOutIdle(nowMs: number): void {
    this.#newest.putOutIdle(nowMs);
  }

  /** Sensors may have other numbers from now on. */
  forget(): void {
    this.#newest.forget();
  }
}
