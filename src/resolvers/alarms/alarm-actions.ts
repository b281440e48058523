/** Resolves the mutations by which people act on alarms. */
import { provenCredential } from '../../auth/identity.ts';
import type { AlarmEventKind } from '../../domain/alarms/transitions.ts';
import type { AlarmOutcome } from '../../services/alarm-service.ts';
import { checkText } from '../../services/checked-text.ts';
import type { Context } from '../context.ts';
import { givenAlarm } from '../relay/given-id.ts';
import { instant } from '../relay/instant.ts';

interface ActionArguments {
  readonly alarms: readonly { readonly id: string; readonly expectedVersion?: number | null | undefined }[];
  readonly note?: string | null | undefined;
}

/** What became of each alarm, with the id by which it was asked for. */
export interface AlarmResult extends AlarmOutcome {
  readonly id: string;
}

/** The operator comes from the connection, never from an argument, so that nobody can act in another name. */
export async function act(
  kind: AlarmEventKind,
  { alarms, note }: ActionArguments,
  { identity, services }: Pick<Context, 'identity' | 'services'>,
  until: Date | null = null,
): Promise<AlarmResult[]> {
  const { operatorId, siteIds } = identity;
  const outcomes = await services.alarms.act({
    kind,
    alarms: alarms.map(({ id, expectedVersion }) => ({
      alarmId: givenAlarm(id),
      expectedVersion: expectedVersion ?? null,
    })),
    operatorId,
    credential: provenCredential(identity),
    siteIds,
    note: note ?? null,
    until,
  });
  return outcomes.flatMap((outcome, place) => {
    const id = alarms[place]?.id;
    return id === undefined ? [] : [{ ...outcome, id }];
  });
}

/** Until a time, or until they return to normal. */
export function shelve(
  { alarms, reason, until }: ActionArguments & { readonly reason: string; readonly until?: unknown },
  context: Context,
): Promise<AlarmResult[]> {
  const note = checkText('reason', reason);
  if (until == null) return act('shelved_one_shot', { alarms, note }, context);
  return act('shelved_timed', { alarms, note }, context, instant(until, 'until'));
}
