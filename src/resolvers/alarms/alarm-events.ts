/** Resolves the subscription to alarms' transitions. */
import type { AlarmEvent } from '../../domain/alarms/alarm.ts';
import type { AlarmEventKind } from '../../domain/alarms/transitions.ts';
import type { FeedEvent } from '../../events/feed/event-broadcast.ts';
import type { Context } from '../context.ts';
import { given } from '../relay/given.ts';
import { eventStream } from '../subscriptions/event-stream.ts';
import { SharedSource } from '../subscriptions/shared-source.ts';
import { type AlarmFilterInput, alarmFilter } from './alarm-resolvers.ts';

export async function alarmEvents(
  args: {
    readonly after?: string | null | undefined;
    readonly kinds?: readonly AlarmEventKind[] | null | undefined;
    readonly filter?:
      | Omit<AlarmFilterInput, 'areas' | 'text' | 'isStanding' | 'isStale' | 'isChattering'>
      | null
      | undefined;
  },
  context: Context,
): Promise<SharedSource<FeedEvent<AlarmEvent>>> {
  const { alarmEvents: feed, position } = context;
  const choice = { ...given({ kinds: args.kinds }), filter: alarmFilter(args.filter, context) };
  const passed = (cursor: string) => {
    if (position !== null) position.cursor = cursor;
  };
  // A reader that resumes by itself repeats the whole request; where it stood is the newer word.
  const start = await feed.open(position?.lastEventId ?? args.after ?? undefined);
  passed(start.cursor);
  return new SharedSource(
    (member) => feed.join({ ...member, ...choice, start }),
    () =>
      eventStream(
        context,
        (signal) => feed.events(start, { ...choice, signal }),
        ({ cursor }) => passed(cursor),
      ),
  );
}

export function alarmEventHead({ alarmEvents: feed }: Pick<Context, 'alarmEvents'>): string {
  return feed.health().headCursor;
}
