/** Does what people ask for with alarms, many at once. */
import type { ProvenCredential } from '../../domain/access.ts';
import type { Alarm } from '../../domain/alarms/alarm.ts';
import type { AlarmEventKind } from '../../domain/alarms/transitions.ts';
import { numberArray } from '../query/array-literal.ts';
import { credentialSetting } from '../query/change-author.ts';
import type { Queryable } from '../query/queryable.ts';
import { run, statement } from '../query/statement.ts';
import { type AlarmRow, alarmFromRow } from './alarm-rows.ts';

const transition = statement('alarm-transition');
const runDue = statement('alarm-due');
const applySuppression = statement('suppression-apply');

export interface AskedTransition {
  readonly kind: AlarmEventKind;
  readonly alarms: readonly { readonly alarmId: number; readonly expectedVersion: number | null }[];
  /** Alarms of these sites only; null: of every one. */
  readonly siteIds: readonly string[] | null;
  readonly operatorId: string;
  readonly credential: ProvenCredential | null;
  readonly note: string | null;
  readonly shelvedUntil: Date | null;
}

export interface TransitionOutcome {
  readonly alarm: Alarm;
  /** False: nothing was done, and the alarm is as it stands. */
  readonly isChanged: boolean;
}

/** In no order, and without those that do not exist at these sites. */
export async function writeTransition(db: Queryable, asked: AskedTransition): Promise<TransitionOutcome[]> {
  const rows = await run<AlarmRow & { is_changed: boolean }>(db, transition, [
    asked.kind,
    numberArray(asked.alarms.map(({ alarmId }) => alarmId)),
    numberArray(asked.alarms.map(({ expectedVersion }) => expectedVersion)),
    asked.siteIds,
    asked.operatorId,
    asked.note,
    asked.shelvedUntil,
    credentialSetting(asked.credential),
  ]);
  return rows.map((row) => ({ alarm: alarmFromRow(row), isChanged: row.is_changed }));
}

/** Ends shelves, tells alarms again that are due, and fits alarms to what is suppressed now, at most 500 each; returns how many there were. */
export async function runDueTransitions(db: Queryable): Promise<number> {
  const due = await run(db, runDue, []);
  return due.length + (await applySuppressions(db));
}

/** Hides alarms of machines that are suppressed by now, and shows those again whose suppression is over, at most 500; returns how many. */
export async function applySuppressions(db: Queryable): Promise<number> {
  return (await run(db, applySuppression, [])).length;
}
