/** The gateways of the simulated mine: one without a connection keeps what its machines show, and sends it later. */
import type { TagReading } from './machines.ts';

export interface TimedReading extends TagReading {
  /** When it was measured. */
  readonly timestamp: string;
}

/** What one gateway can keep of one machine; beyond it the oldest are lost. */
const mostKept = 200_000;

/** Readings in, and out of it what reaches the server: late ones, oldest first, before those of now. */
export class GatewayBuffer {
  readonly #kept = new Map<string, TimedReading[]>();

  through(readings: readonly TimedReading[], silent: ReadonlySet<string>): TimedReading[] {
    const sent: TimedReading[] = [];
    for (const [equipmentId, kept] of this.#kept) {
      if (silent.has(equipmentId)) continue;
      for (const reading of kept) sent.push(reading);
      this.#kept.delete(equipmentId);
    }
    if (silent.size === 0 && sent.length === 0) return [...readings];
    for (const reading of readings) {
      if (silent.has(reading.equipmentId)) this.#keep(reading);
      else sent.push(reading);
    }
    return sent;
  }

  #keep(reading: TimedReading): void {
    const kept = this.#kept.get(reading.equipmentId) ?? [];
    this.#kept.set(reading.equipmentId, kept);
    kept.push(reading);
    if (kept.length > mostKept) kept.shift();
  }
}
