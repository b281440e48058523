/** Routes: which alarms or recommendations are told, and to which sinks one after the other while nobody acknowledges. */
import type { Severity } from '../recommendations/severity.ts';
import { isWithin, type RouteHours } from './hours.ts';
import type { RecommendationMessageKind } from './recommendation-message.ts';

export const routeSubjects = ['alarms', 'recommendations'] as const;
export type RouteSubject = (typeof routeSubjects)[number];

/** Absent members do not restrict; all that are there have to hold. */
export interface RouteConditions {
  readonly siteIds?: readonly string[] | undefined;
  /** Locations of machines. */
  readonly areas?: readonly string[] | undefined;
  readonly equipmentIds?: readonly string[] | undefined;
  /** Classes of machines, such as `haul truck`, in any case of letters. */
  readonly equipmentTypes?: readonly string[] | undefined;
  /** Classes of problems: the whole name, or its beginning with an asterisk after it, as in `bearing_temperature*`. */
  readonly problems?: readonly string[] | undefined;
  readonly severities?: readonly Severity[] | undefined;
  /** Of a route that tells recommendations: what is told of each. */
  readonly kinds?: readonly RecommendationMessageKind[] | undefined;
  /** When it has to be told first; what becomes of it is told at any time. */
  readonly hours?: RouteHours | undefined;
}

export interface RouteStep {
  readonly sinkId: number;
  /** Since the first step; 0 for the first. */
  readonly afterS: number;
}

export interface Route {
  readonly routeId: number;
  readonly name: string;
  readonly enabled: boolean;
  readonly tells: RouteSubject;
  readonly conditions: RouteConditions;
  /** At least one; the first is told at once. */
  readonly steps: readonly RouteStep[];
  /** How often the steps begin anew while nobody acknowledges. */
  readonly repeats: number;
  /** From the last step to the first of the next round. */
  readonly repeatAfterS: number;
  /** The event before the first that it tells, in the stream of what it tells. */
  readonly sinceNumber: number;
}

/** What a route looks at. */
export interface RoutedProblem {
  readonly siteId: string;
  readonly area: string | null;
  readonly equipmentId: string;
  readonly equipmentType: string | null;
  readonly problem: string;
  readonly severity: Severity;
  readonly occurredAt: Date;
}

export function matchesRoute(conditions: RouteConditions, told: RoutedProblem): boolean {
  const { siteIds, areas, equipmentIds, equipmentTypes, problems, severities, hours } = conditions;
  return (
    (siteIds?.includes(told.siteId) ?? true) &&
    (areas === undefined || (told.area !== null && areas.includes(told.area))) &&
    (equipmentIds?.includes(told.equipmentId) ?? true) &&
    (equipmentTypes?.some((type) => type.toLowerCase() === told.equipmentType?.toLowerCase()) ?? true) &&
    (problems?.some((problem) => isProblem(problem, told.problem)) ?? true) &&
    (severities?.includes(told.severity) ?? true) &&
    (hours === undefined || isWithin(hours, told.occurredAt))
  );
}

function isProblem(wanted: string, problem: string): boolean {
  return wanted.endsWith('*') ? problem.startsWith(wanted.slice(0, -1)) : problem === wanted;
}

/** What is due after a step: the next one, or the first of another round; null: nothing more. */
export function stepAfter(
  route: Pick<Route, 'steps' | 'repeats' | 'repeatAfterS'>,
  now: { readonly round: number; readonly step: number; readonly begunAt: Date },
): { readonly round: number; readonly step: number; readonly begunAt: Date; readonly dueAt: Date } | null {
  const { round, step, begunAt } = now;
  const next = route.steps[step];
  if (next !== undefined) return { round, step: step + 1, begunAt, dueAt: later(begunAt, next.afterS) };
  if (round > route.repeats) return null;
  const last = route.steps.at(-1)?.afterS ?? 0;
  const again = later(begunAt, last + route.repeatAfterS);
  return { round: round + 1, step: 1, begunAt: again, dueAt: again };
}

function later(time: Date, seconds: number): Date {
  return new Date(time.getTime() + seconds * 1_000);
}
