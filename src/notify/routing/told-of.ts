/** Which transitions each kind of sink is told of, once it knows of the alarm. */
import type { AlarmEvent } from '../../domain/alarms/alarm.ts';
import type { AlarmEventKind } from '../../domain/alarms/transitions.ts';
import type { SinkKind } from '../../domain/notify/sink.ts';

/** Worth a mail: that somebody is called, that somebody has answered, that it is over. */
const mailed: ReadonlySet<AlarmEventKind> = new Set([
  'raised',
  'worsened',
  'realarmed',
  'unshelved',
  'unsuppressed',
  'returned_to_service',
  'acknowledged',
  'returned',
]);
/** What changes nothing that PagerDuty knows. */
const notForIncidents: ReadonlySet<AlarmEventKind> = new Set(['commented', 'confirmed', 'silenced', 'reset']);

/** Programs behind a webhook get all of it. */
export function isToldOf(sink: SinkKind, { kind }: Pick<AlarmEvent, 'kind'>): boolean {
  if (sink === 'email') return mailed.has(kind);
  return sink === 'webhook' || !notForIncidents.has(kind);
}
