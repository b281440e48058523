/** Remembers the newest time that each sender has sent for each sensor. */
import { alarmableAgeMs } from '../domain/equipment/lagging-equipment.ts';

/** A younger reading tells how things are, whatever its sender sent before. */
const presentMs = 60_000;
/** Sensors and senders together; beyond it everything is forgotten, and what is late passes for present once. */
const maxEntries = 2_000_000;

/** That a reading has moved its sender's newest time of a sensor on; `fromMs` is undefined where there was none. */
export interface Advance {
  readonly sender: string;
  readonly sensorId: number;
  readonly fromMs: number | undefined;
  readonly toMs: number;
}

/**
 * How far each sender has come with each sensor, to tell what is caught up from what is late. By sender, because of two gateways that
 * send the same tag one may be slower than the other by nature, and both tell of the present.
 */
export class NewestTimes {
  readonly #lagMs: number;
  readonly #bySender = new Map<string, Map<number, number>>();
  #entries = 0;

  /** `lagMs`: how far a reading may be behind its sender's newest of the same sensor. */
  constructor(lagMs: number) {
    this.#lagMs = lagMs;
  }

  /** Sensors and senders together. */
  get size(): number {
    return this.#entries;
  }

  /**
   * Takes note of a reading; true if it is older than a minute and behind what the same sender has sent of the sensor. What it notes is
   * added to `advances`, to be taken back if the reading is not stored.
   */
  isBehind(
    sender: string,
    sensorId: number,
    eventTimeMs: number,
    receivedAtMs: number,
    advances: Advance[] = [],
  ): boolean {
    const newest = this.#newestOf(sender);
    const knownMs = newest.get(sensorId);
    if (knownMs === undefined || eventTimeMs > knownMs) {
      newest.set(sensorId, eventTimeMs);
      advances.push({ sender, sensorId, fromMs: knownMs, toMs: eventTimeMs });
    }
    if (knownMs === undefined) this.#grow();
    if (knownMs === undefined || receivedAtMs - eventTimeMs < presentMs) return false;
    // A time ahead of the clock, sent once by mistake, must not make everything after it look late.
    return eventTimeMs < Math.min(knownMs, receivedAtMs) - this.#lagMs;
  }

  /** The readings were not stored: sent again, they must not be late because of themselves. What others have advanced since stays. */
  takeBack(advances: readonly Advance[]): void {
    for (const { sender, sensorId, fromMs, toMs } of advances.toReversed()) {
      const newest = this.#bySender.get(sender);
      if (newest?.get(sensorId) !== toMs) continue;
      if (fromMs !== undefined) newest.set(sensorId, fromMs);
      else if (newest.delete(sensorId)) this.#entries -= 1;
    }
  }

  /**
   * Lets go the times that nothing depends on any more: a reading behind one that is older than an alarm may be raises none, whether it is
   * known to be behind or not.
   */
  putOutIdle(nowMs: number): void {
    for (const [sender, newest] of this.#bySender) {
      for (const [sensorId, timeMs] of newest) {
        if (nowMs - timeMs > alarmableAgeMs && newest.delete(sensorId)) this.#entries -= 1;
      }
      if (newest.size === 0) this.#bySender.delete(sender);
    }
  }

  forget(): void {
    this.#bySender.clear();
    this.#entries = 0;
  }

  #newestOf(sender: string): Map<number, number> {
    let newest = this.#bySender.get(sender);
    if (newest === undefined) {
      newest = new Map();
      this.#bySender.set(sender, newest);
    }
    return newest;
  }

  #grow(): void {
    this.#entries += 1;
    if (this.#entries > maxEntries) this.forget();
  }
}
