/** Turns the options of `andon notify route` into a route; whether it is a possible one, the service says. */
import { StartupError } from '../../errors.ts';

export interface RouteOptions {
  readonly tells?: string;
  readonly kinds?: readonly string[];
  readonly severities?: readonly string[];
  readonly sites?: readonly string[];
  readonly areas?: readonly string[];
  readonly equipment?: readonly string[];
  readonly types?: readonly string[];
  readonly problems?: readonly string[];
  readonly days?: readonly string[];
  readonly hours?: string;
  readonly timeZone?: string;
  readonly repeats: number;
  readonly repeatAfter: number;
  readonly disabled?: true;
}

export function routeOf(name: string, steps: readonly string[], options: RouteOptions): unknown {
  const { days, hours, timeZone } = options;
  const [from, to] = hours?.split('-') ?? [];
  if (timeZone === undefined && (days !== undefined || hours !== undefined)) {
    throw new StartupError('--days and --hours need --time-zone: on whose clocks they are.');
  }
  return {
    name,
    enabled: options.disabled !== true,
    tells: options.tells,
    conditions: {
      siteIds: options.sites,
      areas: options.areas,
      equipmentIds: options.equipment,
      equipmentTypes: options.types,
      problems: options.problems,
      severities: options.severities,
      kinds: options.kinds,
      hours: timeZone === undefined ? undefined : { days, from, to, timeZone },
    },
    steps: steps.map(stepOf),
    repeats: options.repeats,
    repeatAfterS: options.repeatAfter * 60,
  };
}

function stepOf(text: string): { readonly sink: string; readonly afterS: number } {
  const [sink = '', minutes = '0', ...more] = text.split('@');
  if (more.length > 0 || !/^\d+(?:\.\d+)?$/.test(minutes)) {
    throw new StartupError(`${JSON.stringify(text)} is no step: name a sink, and after @ the minutes, as chief@10.`);
  }
  return { sink, afterS: Math.round(Number(minutes) * 60) };
}
