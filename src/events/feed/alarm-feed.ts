/** The ordered feed of alarms' transitions, beside that of recommendations in the same log. */
import { readAlarmEvents, readAlarmExtent } from '../../db/alarms/alarm-events.ts';
import { type AlarmEvent, type AlarmEventFilter, matchesAlarm } from '../../domain/alarms/alarm.ts';
import type { AlarmEventKind } from '../../domain/alarms/transitions.ts';
import { intoAlarms } from './cursor-of-stream.ts';
import type { EventFeedOptions } from './feed-options.ts';
import type { OrderedEvents } from './ordered-events.ts';
import { OrderedFeed } from './ordered-feed.ts';

/** The transitions that a subscriber wants: absent members do not restrict. */
export interface AlarmSelection {
  readonly kinds?: readonly AlarmEventKind[];
  readonly filter?: AlarmEventFilter;
}

/** The feed as its subscribers use it. */
export type AlarmEvents = OrderedEvents<AlarmEvent, AlarmSelection>;

export class AlarmFeed extends OrderedFeed<AlarmEvent, AlarmSelection> {
  constructor(options: Omit<EventFeedOptions, 'observe'>) {
    // Latencies by stage are those of recommendations: what an alert takes is not to be mixed with what an acknowledgement takes.
    super(
      { ...options, observe: () => undefined },
      { ...intoAlarms, stream: 'alarm', read: readAlarmEvents, readExtent: readAlarmExtent, isWanted },
    );
  }
}

function isWanted({ kind, alarm }: AlarmEvent, { kinds, filter }: AlarmSelection): boolean {
  return (kinds === undefined || kinds.includes(kind)) && (filter === undefined || matchesAlarm(filter, alarm));
}
