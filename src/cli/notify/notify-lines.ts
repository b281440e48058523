/** Lines in which `andon notify` tells of sinks, routes and messages. */
import type { RouteConditions, RouteSubject } from '../../domain/notify/route.ts';
import type { SendOutcome, Sink } from '../../domain/notify/sink.ts';
import type { ListedDelivery, ListedRoute, ListedSink } from '../../notify/notify-service.ts';

export function sinkLines(sinks: readonly ListedSink[], nowMs: number): string[] {
  if (sinks.length === 0) return ['There is no sink: nothing is told outside.'];
  return sinks.flatMap(({ sink, state }) => {
    const { waiting, dead, failingSince, lastError, secrets } = state;
    const rotating = secrets.length > 1 ? `, ${secrets.length} secrets in use` : '';
    const counts = `${waiting} waiting, ${dead} given up${rotating}`;
    const since = failingSince === null ? null : Math.round((nowMs - failingSince.getTime()) / 60_000);
    return [
      `${sink.name} (${sink.kind}${sink.enabled ? '' : ', disabled'}) ${placeOf(sink)}: ${counts}`,
      ...(since === null ? [] : [`  fails since ${since} min: ${lastError ?? ''}`]),
    ];
  });
}

function placeOf(sink: Sink): string {
  if (sink.kind !== 'email') return sink.settings.url;
  const { host, port, to } = sink.settings;
  return `${to.join(', ')} by ${host}:${port}`;
}

export function routeLines(routes: readonly ListedRoute[]): string[] {
  return routes.map(({ name, enabled, tells, steps, sinkNames, conditions, repeats, repeatAfterS }) => {
    const told = steps.map(({ afterS }, place) => {
      const sink = sinkNames[place] ?? '';
      return afterS === 0 ? sink : `${sink} after ${afterS / 60} min`;
    });
    const again = repeats === 0 ? '' : `, up to ${repeats} times again after ${repeatAfterS / 60} min`;
    return `route ${name}${enabled ? '' : ' (disabled)'}: ${conditionText(tells, conditions)} → ${told.join(', ')}${again}`;
  });
}

function conditionText(tells: RouteSubject, { hours, ...lists }: RouteConditions): string {
  const parts = Object.entries(lists).map(([name, values]) => `${name} ${values?.join(', ') ?? ''}`);
  if (hours !== undefined) {
    const { days, from, to, timeZone } = hours;
    const clock = from === undefined || to === undefined ? [] : [`${from}-${to}`];
    parts.push(['hours', ...(days === undefined ? [] : [days.join(', ')]), ...clock, timeZone].join(' '));
  }
  if (parts.length === 0) return tells === 'alarms' ? 'every alarm' : 'every recommendation';
  return `${tells === 'alarms' ? '' : 'recommendations, '}${parts.join('; ')}`;
}

export function deliveryLines(deliveries: readonly ListedDelivery[]): string[] {
  if (deliveries.length === 0) return ['There is no such message.'];
  return deliveries.map((delivery) => {
    const { deliveryId, createdAt, sink, alarmId, recommendationId, state, attempts, lastError } = delivery;
    const about = alarmId === null ? `recommendation ${recommendationId}` : `alarm ${alarmId}`;
    const trouble = lastError === null ? '' : `: ${lastError}`;
    return `${deliveryId} ${createdAt.toISOString()} ${sink} ${about} ${state}, ${attempts} attempts${trouble}`;
  });
}

export function outcomeLine(sink: string, outcome: SendOutcome): string {
  const status = outcome.status === null ? '' : ` (${outcome.status})`;
  return outcome.kind === 'sent' ? `${sink} has taken the test${status}` : `${sink} ${outcome.error}`;
}
