/** Words what operators are told of sensors that fell silent together: which, since when, against what rhythm, and why it matters. */
import { durationText } from '../../domain/quantity-text.ts';

/** A sensor that is silent, as operators know it. */
export interface NamedSilence {
  readonly sensorId: number;
  readonly equipmentId: string;
  /** What operators call it. */
  readonly label: string;
  /** Server time of its last reading, epoch ms. */
  readonly sinceMs: number;
  readonly usualPauseMs: number;
  /** How many sensors of its machine report regularly. */
  readonly watchedSensors: number;
}

/** What is silent, one at least. */
export interface Told {
  /** The machine with most silent sensors. */
  readonly equipmentId: string;
  readonly subject: 'sensor' | 'equipment';
  /** Nothing has come from any of them since then, epoch ms. */
  readonly sinceMs: number;
  readonly machines: readonly string[];
  readonly sentence: string;
}

const namedMachines = 5;
const namedSensors = 4;
const blind = 'limits and detectors see nothing of it meanwhile';

export function tellSilence(silent: readonly NamedSilence[], nowMs: number): Told {
  const byMachine = new Map<string, NamedSilence[]>();
  for (const sensor of silent)
    byMachine.set(sensor.equipmentId, [...(byMachine.get(sensor.equipmentId) ?? []), sensor]);
  const bySize = [...byMachine].sort(([a, x], [b, y]) => y.length - x.length || compare(a, b));
  const [main] = bySize;
  if (main === undefined) throw new Error('nothing is silent, so there is nothing to tell');
  const [equipmentId, its] = main;
  const machines = bySize.map(([machine]) => machine).sort(compare);
  const sinceMs = Math.max(...silent.map((sensor) => sensor.sinceMs));
  const when = `since ${timeText(sinceMs)}, for ${durationText(nowMs - sinceMs)}`;
  const subject = silent.length === 1 ? 'sensor' : 'equipment';
  const sentence = machines.length > 1 ? ofSite(bySize, machines, when) : ofMachine(equipmentId, its, when);
  return { equipmentId, subject, sinceMs, machines, sentence };
}

function ofSite(
  bySize: readonly (readonly [string, NamedSilence[]])[],
  machines: readonly string[],
  when: string,
): string {
  const silent = bySize.flatMap(([, its]) => its);
  const watched = bySize.reduce((sum, [, its]) => sum + watchedOf(its), 0);
  const named = machines.slice(0, namedMachines);
  const others = machines.length - named.length;
  const names = others === 0 ? joined(named) : `${named.join(', ')} and ${others} more`;
  const isWhole = silent.length >= watched;
  const what = isWhole
    ? `${machines.length} machines silent ${when}, ${others === 0 ? 'which are' : 'among them'} ${names}: none of their ${silent.length} sensors sends anything`
    : `${silent.length} of ${watched} sensors of ${machines.length} machines silent ${when}, ${others === 0 ? 'at' : 'among them those of'} ${names}`;
  return `${what}; ${usually(silent)}. They fell silent together, which points to their gateway, the network or what sends for them; ${blind}.`;
}

function ofMachine(equipmentId: string, its: readonly NamedSilence[], when: string): string {
  const [first] = its;
  if (first === undefined) return '';
  const watched = watchedOf(its);
  if (its.length === 1) {
    const others = watched - 1;
    const rest =
      others === 0
        ? 'no other sensor of the machine reports regularly'
        : others === 1
          ? 'another sensor of the machine still reports'
          : `${others} other sensors of the machine still report`;
    return `${first.label} of ${equipmentId} silent ${when}; ${usually(its)}, and ${rest}. Its value is unknown; ${blind}.`;
  }
  if (its.length >= watched) {
    return `${equipmentId} silent ${when}: none of its ${its.length} sensors sends anything; ${usually(its)}. The machine, its gateway or the line between is off; ${blind}.`;
  }
  const labels = its.map(({ label }) => label).sort(compare);
  const more = labels.length - namedSensors;
  const names = more > 0 ? `${labels.slice(0, namedSensors).join(', ')} and ${more} more` : joined(labels);
  return `${its.length} of ${watched} sensors of ${equipmentId} silent ${when}: ${names}; ${usually(its)}, and the others still report. They fell silent together, which points to what they are wired to; ${blind}.`;
}

/** At least as many as are silent: one that is no longer regular may be among them. */
function watchedOf(its: readonly NamedSilence[]): number {
  return Math.max(its.length, ...its.map(({ watchedSensors }) => watchedSensors));
}

function usually(silent: readonly NamedSilence[]): string {
  const pauses = silent.map(({ usualPauseMs }) => Math.max(1_000, usualPauseMs));
  const least = durationText(Math.min(...pauses));
  const most = durationText(Math.max(...pauses));
  const subject = silent.length === 1 ? 'it usually reports' : 'they usually report';
  return least === most ? `${subject} every ${least}` : `${subject} every ${least} to ${most}`;
}

function joined(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

export function timeText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
