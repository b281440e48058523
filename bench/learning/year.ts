/**
 * A simulated year of recommendations whose truth is known, and of operators who decide on them. Kinds of recommendation are right at rates of their
 * own, which differ by site and type of equipment, by how far the value was out, by the hour, and change when something is repaired or altered.
 */

import type { LimitName } from '../../src/domain/recommendations/anomaly.ts';
import type { Severity } from '../../src/domain/recommendations/severity.ts';

const dayMs = 86_400_000;
export const startMs = Date.UTC(2025, 0, 1);
export const days = 365;

/** Something that detection would tell operators of. */
export interface Occasion {
  readonly atMs: number;
  readonly siteId: string;
  readonly equipmentType: string;
  readonly equipmentId: string;
  readonly issueType: string;
  readonly detector: string;
  readonly severity: Severity;
  readonly limit: { readonly name: LimitName } | null;
  readonly score: number;
  /** Whether something is wrong with the machine. */
  readonly isReal: boolean;
  /** What an operator who is asked does; deferred ones are decided a day later. */
  readonly approves: boolean;
  readonly defers: boolean;
  /** What the work brings, if it is approved; null: nobody reports it. */
  readonly resolves: boolean | null;
}

interface SimulatedKind {
  readonly siteId: string;
  readonly equipmentType: string;
  readonly sensor: string;
  readonly detector: string;
  readonly severity: Severity;
  readonly limit: { readonly name: LimitName } | null;
  readonly perDay: number;
  /** Log odds of being right at an ordinary score, before and after the day on which something changes. */
  readonly before: number;
  readonly after: number;
  readonly changesOnDay: number;
  readonly byScore: number;
  /** Some kinds are worse at the change of shifts. */
  readonly byHour: number;
}

const types = ['crusher', 'conveyor', 'pump', 'haul_truck', 'mill'] as const;
const sensors = ['vibration', 'temperature', 'pressure', 'current'] as const;
/** Detector, severity, limit, and the log odds by which it is usually right. */
const findings: readonly (readonly [string, Severity, LimitName | null, number])[] = [
  ['limit', 'medium', 'warning', 0],
  ['limit', 'high', 'critical', 1.2],
  ['limit', 'critical', 'emergency', 2],
  ['baseline', 'medium', null, -0.8],
  ['baseline', 'high', null, 0],
  ['flatline', 'medium', null, 0.4],
];
const limitScores: Readonly<Record<string, number>> = { warning: 0.6, critical: 0.78, emergency: 0.92 };

/** In the order of time. The same seed gives the same year. */
export function simulateYear(seed: number): Occasion[] {
  const random = mulberry32(seed);
  const kinds: SimulatedKind[] = [];
  for (const siteId of ['north', 'south']) {
    for (const equipmentType of types) {
      for (const sensor of sensors) {
        for (const [detector, severity, limit, usual] of findings) {
          const before = usual + 1.6 * gaussian(random);
          kinds.push({
            siteId,
            equipmentType,
            sensor,
            detector,
            severity,
            limit: limit === null ? null : { name: limit },
            perDay: 0.22 * Math.exp(0.9 * gaussian(random)) * (severity === 'critical' ? 0.3 : 1),
            before,
            after: random() < 0.3 ? usual + 1.6 * gaussian(random) : before,
            changesOnDay: 40 + Math.floor(random() * 280),
            byScore: limit === null ? 0.8 : 0,
            byHour: random() < 0.4 ? 0.7 : 0,
          });
        }
      }
    }
  }
  const occasions = kinds.flatMap((kind) => ofKind(kind, random));
  return occasions.sort((a, b) => a.atMs - b.atMs);
}

function ofKind(kind: SimulatedKind, random: () => number): Occasion[] {
  const occasions: Occasion[] = [];
  for (let day = 0; day < days; day++) {
    for (let n = poisson(kind.perDay, random); n > 0; n--) {
      const atMs = startMs + Math.floor((day + random()) * dayMs);
      const excess = gaussian(random);
      const { limit } = kind;
      const score = limit === null ? 0.72 + 0.2 * Math.tanh(excess) : (limitScores[limit.name] ?? 0.6);
      const hour = new Date(atMs).getUTCHours();
      const odds =
        (day < kind.changesOnDay ? kind.before : kind.after) +
        kind.byScore * excess -
        kind.byHour * Math.cos(((hour - 6) / 12) * Math.PI);
      const isReal = random() < 1 / (1 + Math.exp(-odds));
      occasions.push({
        atMs,
        siteId: kind.siteId,
        equipmentType: kind.equipmentType,
        equipmentId: `${kind.equipmentType}-${1 + Math.floor(random() * 6)}`,
        issueType: `${kind.sensor}_high_${kind.severity}`,
        detector: kind.detector,
        severity: kind.severity,
        limit,
        score,
        isReal,
        // Operators are wrong, too: they take on 4 % of the false ones and refuse 4 % of the real ones.
        approves: random() < 0.04 ? !isReal : isReal,
        defers: random() < 0.08,
        resolves: random() < 0.3 ? null : isReal ? random() < 0.9 : random() < 0.1,
      });
    }
  }
  return occasions;
}

function poisson(mean: number, random: () => number): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count += 1;
  return count;
}

function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = state;
    x = Math.imul(x ^ (x >>> 15), x | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 4_294_967_296;
  };
}
