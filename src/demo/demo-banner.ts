/** The text that `andon demo` prints: addresses, and what will happen. */
import { msUntilVibration } from '../simulator/fault-plan.ts';
import type { Fault } from '../simulator/faults/fault.ts';

/** Limits of the crushers' vibration, mm/s, that the simulated mine registers: above the one HIGH, above the other CRITICAL. */
const highVibration = 35;
const criticalVibration = 55;

/** Where the demo's server can be reached. */
export interface DemoServer {
  readonly url: string;
  readonly graphqlUrl: string;
  readonly websocketUrl: string;
  /** What the database is, in words. */
  readonly database: string;
  /** Of an embedded database, for psql; else null. */
  readonly embeddedUrl: string | null;
}

/** The addresses of everything, and what a viewer will see; `faults` are those of a plan, null without one. */
export function demoBanner(server: DemoServer, speed: number, faults: readonly Fault[] | null = null): string {
  const places: readonly (readonly [string, string])[] = [
    ['GraphiQL', server.graphqlUrl],
    ['Console', `${server.url}/`],
    ['Subscriptions', `${server.websocketUrl}  (graphql-transport-ws)`],
    ['Database', server.embeddedUrl === null ? server.database : `psql "${server.embeddedUrl}"`],
    ...(server.embeddedUrl === null ? [] : [['Data', server.database] as const]),
  ];
  return [
    '',
    'Andon is running, with a simulated mine of 10 machines and 107 tags.',
    '',
    ...places.map(([name, place]) => `  ${name.padEnd(14)} ${place}`),
    '',
    ...(faults === null ? bearingCourse(speed) : plannedCourse(faults, speed)),
    'Each line below is one recommendation event as a subscriber receives it. Ctrl-C ends the demo.',
    '',
  ].join('\n');
}

function bearingCourse(speed: number): string[] {
  return [
    'What happens next: the bearing of crusher CR_002 wears out.',
    `  ${afterText(msUntilVibration(highVibration, speed))}  the first recommendation: high vibration`,
    `  ${afterText(msUntilVibration(criticalVibration, speed))}  a critical one`,
  ];
}

function plannedCourse(faults: readonly Fault[], speed: number): string[] {
  if (faults.length === 0) return ['What happens next: shifts change, and nothing is wrong.'];
  const sorted = [...faults].sort((a, b) => a.onsetHours - b.onsetHours);
  return [
    `What happens next, an hour of the mine in ${Math.ceil(3_600 / speed)} s:`,
    ...sorted.map(
      ({ kind, equipmentIds, onsetHours }) =>
        `  ${afterText((onsetHours * 3_600_000) / speed)}  ${kind} at ${equipmentIds.join(', ')}`,
    ),
  ];
}

function afterText(afterMs: number | null): string {
  if (afterMs === null) return 'never';
  const seconds = Math.ceil(afterMs / 1_000);
  return seconds < 120 ? `after about ${seconds} s:  ` : `after about ${Math.ceil(seconds / 60)} min:`;
}
