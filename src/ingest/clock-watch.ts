/** Finds equipment whose clock seems wrong, by readings that all lag alike. */
import type { EquipmentKey } from '../domain/equipment/equipment.ts';
import type { LaggingEquipment } from '../domain/equipment/lagging-equipment.ts';

/** Nearer to the server's time than this, a clock passes for right: networks and batches take their time. */
const rightMs = 60_000;
/** Lags that are alike within this are one lag; a backlog that is caught up with shrinks by more. */
const alikeMs = 30_000;
const minReadings = 5;
/** Their own times span at least this: a few old readings sent in one breath say nothing about a clock. */
const minSpanMs = 10_000;
/** After lags that were not alike, the next have to be so for this long. */
const settledMs = 10_000;
/** Equipment that is silent for longer is not spoken of. */
const recentMs = 300_000;
/** Beyond this many machines with a lag the one that has had its lag for longest is forgotten. */
const maxEquipment = 10_000;

interface Lag extends EquipmentKey {
  lagMs: number;
  lowestMs: number;
  highestMs: number;
  sinceMs: number;
  lastMs: number;
  readings: number;
  oldestEventMs: number;
  newestEventMs: number;
  brokenMs: number | null;
}

/** Tells a wrong clock, whose readings keep about the same distance to the server's time, from a backlog, whose distance shrinks. */
export class ClockWatch {
  readonly #lags = new Map<string, Lag>();

  /** Whether anything lags at all. */
  get isWatching(): boolean {
    return this.#lags.size > 0;
  }

  note({ siteId, equipmentId }: EquipmentKey, eventTimeMs: number, receivedAtMs: number): void {
    const lagMs = receivedAtMs - eventTimeMs;
    const isRight = lagMs <= rightMs && lagMs >= -rightMs;
    // The way of every reading on a site whose clocks are right.
    if (isRight && this.#lags.size === 0) return;
    // No id holds NUL. Of a backlog or a replay every reading comes here.
    const key = `${siteId}\0${equipmentId}`;
    const known = this.#lags.get(key);
    if (isRight) {
      if (known !== undefined) this.#lags.delete(key);
      return;
    }
    if (known === undefined) this.#begin(key, { siteId, equipmentId }, lagMs, receivedAtMs, null);
    else this.#goOn(key, known, lagMs, receivedAtMs);
  }

  /** Machines that speak now and whose readings all lag alike, the longest first. */
  lagging(nowMs: number): LaggingEquipment[] {
    // What has fallen silent, as machines of an import, must not cost every reading of the others a look.
    for (const [key, { lastMs }] of this.#lags) if (nowMs - lastMs > recentMs) this.#lags.delete(key);
    return [...this.#lags.values()]
      .filter(
        ({ readings, oldestEventMs, newestEventMs, brokenMs }) =>
          readings >= minReadings &&
          newestEventMs - oldestEventMs >= minSpanMs &&
          (brokenMs === null || nowMs - brokenMs >= settledMs),
      )
      .map(({ siteId, equipmentId, lagMs, sinceMs, lastMs, readings }) => ({
        siteId,
        equipmentId,
        lagMs,
        sinceMs,
        lastMs,
        readings,
      }))
      .sort((a, b) => a.sinceMs - b.sinceMs);
  }

  #begin(key: string, equipment: EquipmentKey, lagMs: number, receivedAtMs: number, brokenMs: number | null): void {
    this.#lags.delete(key);
    this.#lags.set(key, {
      siteId: equipment.siteId,
      equipmentId: equipment.equipmentId,
      lagMs,
      lowestMs: lagMs,
      highestMs: lagMs,
      sinceMs: receivedAtMs,
      lastMs: receivedAtMs,
      readings: 1,
      oldestEventMs: receivedAtMs - lagMs,
      newestEventMs: receivedAtMs - lagMs,
      brokenMs,
    });
    if (this.#lags.size <= maxEquipment) return;
    for (const oldest of this.#lags.keys()) {
      this.#lags.delete(oldest);
      break;
    }
  }

  #goOn(key: string, lag: Lag, lagMs: number, receivedAtMs: number): void {
    const lowestMs = Math.min(lag.lowestMs, lagMs);
    const highestMs = Math.max(lag.highestMs, lagMs);
    if (highestMs - lowestMs > alikeMs || receivedAtMs - lag.lastMs > recentMs) {
      this.#begin(key, { siteId: lag.siteId, equipmentId: lag.equipmentId }, lagMs, receivedAtMs, receivedAtMs);
      return;
    }
    lag.lagMs = lagMs;
    lag.lowestMs = lowestMs;
    lag.highestMs = highestMs;
    lag.lastMs = receivedAtMs;
    lag.readings += 1;
    lag.oldestEventMs = Math.min(lag.oldestEventMs, receivedAtMs - lagMs);
    lag.newestEventMs = Math.max(lag.newestEventMs, receivedAtMs - lagMs);
  }
}
