/** Which alarms are about an instrument, and which about the process that it measures. */

export const alarmClasses = ['process', 'instrument'] as const;
export type AlarmClass = (typeof alarmClasses)[number];

/** What these find is that a sensor tells nothing, or always the same. */
export const instrumentDetectors: readonly string[] = ['silent', 'flatline'];

export function alarmClassOf(detector: string | null): AlarmClass {
  return detector !== null && instrumentDetectors.includes(detector) ? 'instrument' : 'process';
}
