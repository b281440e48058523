/** Folds new alarms of a flood into groups of one cause, so that operators read lines and not a list. Nothing is left out. */
import type { FoundCondition } from '../../db/alarms/alarm-conditions.ts';
import type { ActiveAlarm, FloodGroup } from '../../db/alarms/alarm-groups.ts';

/** What a batch found; `floodAbove` is what its site says, null where it says nothing. */
type FloodCandidate = Pick<FoundCondition, 'siteId' | 'equipmentId' | 'problem' | 'severity'> & {
  readonly floodAbove: number | null;
};

interface Known {
  seenMs: number;
  group: FloodGroup | null;
}

const windowMs = 600_000;
const tidyMs = 60_000;

/**
 * The alarms of each site in memory, since whoever raises one asks for its group in the middle of a transaction. A flood begins above a number
 * of new alarms within ten minutes and ends below half of it (ISA-18.2). In a flood a new alarm joins the group that another one of its machine
 * is in, else that of its problem, else it begins one. Critical ones stand alone. What memory forgets by a restart is loaded; what it gets
 * wrong costs a line more, never an alarm.
 */
export class Floods {
  readonly #floodAbove: number;
  readonly #sites = new Map<string, SiteFlood>();

  /** More new alarms within ten minutes than this are a flood at sites that do not say otherwise. */
  constructor(floodAbove: number) {
    this.#floodAbove = floodAbove;
  }

  /** The group of each, in their order; null: it stands alone. Asked again, because a batch is tried again, the answer is the same. */
  fold(found: readonly FloodCandidate[], nowMs: number): (FloodGroup | null)[] {
    return found.map((condition) =>
      this.#siteOf(condition.siteId).fold(condition, condition.floodAbove ?? this.#floodAbove, nowMs),
    );
  }

  /** Whether it is told under the line of another one. */
  isFolded({ siteId, equipmentId, problem }: Pick<FoundCondition, 'siteId' | 'equipmentId' | 'problem'>): boolean {
    const group = this.#sites.get(siteId)?.groupOf(equipmentId, problem) ?? null;
    return group !== null && !group.isFirst;
  }

  /** Active alarms that are found in the database, or that another server has raised. */
  know(alarms: Iterable<ActiveAlarm>, nowMs: number): void {
    for (const alarm of alarms) this.#siteOf(alarm.siteId).know(alarm, nowMs);
  }

  /** It has returned to normal: the next time it is new. */
  returned({ siteId, equipmentId, problem }: Pick<ActiveAlarm, 'siteId' | 'equipmentId' | 'problem'>): void {
    this.#sites.get(siteId)?.returned(equipmentId, problem);
  }

  /** It became critical, and stands alone. */
  unfold({ siteId, equipmentId, problem }: Pick<ActiveAlarm, 'siteId' | 'equipmentId' | 'problem'>): void {
    this.#sites.get(siteId)?.unfold(equipmentId, problem);
  }

  clear(): void {
    this.#sites.clear();
  }

  #siteOf(siteId: string): SiteFlood {
    const known = this.#sites.get(siteId);
    if (known !== undefined) return known;
    const site = new SiteFlood();
    this.#sites.set(siteId, site);
    return site;
  }
}

class SiteFlood {
  /** Active alarms, as far as they were found again within ten minutes, by machine and problem. */
  readonly #active = new Map<string, Known>();
  /** Times of new alarms of the last ten minutes, ascending. */
  #raisedMs: number[] = [];
  #isFlood = false;
  readonly #byMachine = new Map<string, string>();
  readonly #byProblem = new Map<string, string>();
  #tidiedMs = 0;

  fold({ equipmentId, problem, severity }: FloodCandidate, floodAbove: number, nowMs: number): FloodGroup | null {
    this.#tidy(nowMs);
    const key = keyOf(equipmentId, problem);
    const known = this.#active.get(key);
    if (known !== undefined) {
      known.seenMs = nowMs;
      if (severity === 'critical') known.group = null;
      return known.group;
    }
    this.#note(nowMs, nowMs);
    this.#judge(floodAbove);
    const group = this.#isFlood && severity !== 'critical' ? this.#groupFor(equipmentId, problem, nowMs) : null;
    this.#active.set(key, { seenMs: nowMs, group });
    return group;
  }

  groupOf(equipmentId: string, problem: string): FloodGroup | null {
    return this.#active.get(keyOf(equipmentId, problem))?.group ?? null;
  }

  know({ equipmentId, problem, raisedMs, group }: ActiveAlarm, nowMs: number): void {
    const key = keyOf(equipmentId, problem);
    if (this.#active.has(key)) return;
    this.#active.set(key, { seenMs: nowMs, group });
    this.#note(raisedMs, nowMs);
    if (group === null) return;
    this.#byMachine.set(equipmentId, group.groupId);
    this.#byProblem.set(problem, group.groupId);
  }

  returned(equipmentId: string, problem: string): void {
    this.#active.delete(keyOf(equipmentId, problem));
  }

  unfold(equipmentId: string, problem: string): void {
    const known = this.#active.get(keyOf(equipmentId, problem));
    if (known !== undefined) known.group = null;
  }

  #note(raisedMs: number, nowMs: number): void {
    if (raisedMs <= nowMs - windowMs) return;
    const last = this.#raisedMs.at(-1) ?? raisedMs;
    this.#raisedMs.push(raisedMs);
    if (raisedMs < last) this.#raisedMs.sort((a, b) => a - b);
    const oldest = this.#raisedMs.findIndex((timeMs) => timeMs > nowMs - windowMs);
    if (oldest > 0) this.#raisedMs = this.#raisedMs.slice(oldest);
  }

  #judge(floodAbove: number): void {
    const count = this.#raisedMs.length;
    if (count > floodAbove) {
      this.#isFlood = true;
    } else if (count * 2 < floodAbove) {
      this.#isFlood = false;
      this.#byMachine.clear();
      this.#byProblem.clear();
    }
  }

  #groupFor(equipmentId: string, problem: string, nowMs: number): FloodGroup {
    const ofMachine = this.#byMachine.get(equipmentId);
    if (ofMachine !== undefined) return { groupId: ofMachine, isFirst: false };
    const ofProblem = this.#byProblem.get(problem);
    const groupId = ofProblem ?? `${problem} ${equipmentId} ${new Date(nowMs).toISOString()}`;
    this.#byMachine.set(equipmentId, groupId);
    this.#byProblem.set(problem, groupId);
    return { groupId, isFirst: ofProblem === undefined };
  }

  /** What was not found again for ten minutes is not watched any more: its sensor is silent, or it has returned unheard. */
  #tidy(nowMs: number): void {
    if (nowMs - this.#tidiedMs < tidyMs) return;
    this.#tidiedMs = nowMs;
    for (const [key, { seenMs }] of this.#active) if (seenMs <= nowMs - windowMs) this.#active.delete(key);
  }
}

function keyOf(equipmentId: string, problem: string): string {
  return `${equipmentId}\n${problem}`;
}
