/** The alarms that the page knows, in sections, and from them the condition of each machine. */

/** @import { Alarm, AlarmState, Recommendation } from '../../types.ts' */
/** @import { MachineCondition } from '../machines/plant.js' */
import { machineKey } from '../machines/plant.js';
import { createSorted } from '../page/sorted.js';
import { severityRank } from '../page/words.js';

/** @typedef {'unacknowledged' | 'returned' | 'acknowledged' | 'shelved' | 'away'} AlarmSection */
/** @typedef {Readonly<Record<AlarmSection, readonly Alarm[]>>} AlarmSections */

/** @type {Readonly<Record<AlarmState, AlarmSection | null>>} */
const sectionOf = {
  UNACKNOWLEDGED: 'unacknowledged',
  RETURNED: 'returned',
  LATCHED: 'returned',
  ACKNOWLEDGED: 'acknowledged',
  SHELVED: 'shelved',
  SUPPRESSED: 'away',
  OUT_OF_SERVICE: 'away',
  NORMAL: null,
};

/** What this screen knows of the alarms: the newest version of each that is shown, worst first, then newest. */
export function createAlarms() {
  /** @type {Map<string, Alarm>} */
  const known = new Map();
  const lists = {
    unacknowledged: createSorted(worstThenNewest),
    returned: createSorted(worstThenNewest),
    acknowledged: createSorted(worstThenNewest),
    shelved: createSorted(worstThenNewest),
    away: createSorted(worstThenNewest),
  };
  /** The active alarms of each machine, whatever people did about them. @type {Map<string, Set<Alarm>>} */
  const activeAt = new Map();
  /** Machines whose active alarms have changed. @type {Map<string, Alarm>} */
  const changedPlaces = new Map();

  /** @param {Alarm} alarm */
  function add(alarm) {
    const section = sectionOf[alarm.state];
    if (section === null) return;
    known.set(alarm.id, alarm);
    lists[section].add(alarm);
    if (!alarm.isActive) return;
    const key = machineKey(alarm);
    activeAt.set(key, (activeAt.get(key) ?? new Set()).add(alarm));
    changedPlaces.set(key, alarm);
  }

  /** @param {Alarm} alarm */
  function remove(alarm) {
    const section = sectionOf[alarm.state];
    known.delete(alarm.id);
    if (section !== null) lists[section].remove(alarm);
    const key = machineKey(alarm);
    const there = activeAt.get(key);
    if (there?.delete(alarm)) changedPlaces.set(key, alarm);
    if (there?.size === 0) activeAt.delete(key);
  }

  return {
    /** @type {AlarmSections} */
    sections: {
      unacknowledged: lists.unacknowledged.items,
      returned: lists.returned.items,
      acknowledged: lists.acknowledged.items,
      shelved: lists.shelved.items,
      away: lists.away.items,
    },

    /** Takes over an alarm unless that version of it, or a newer one, is known. @param {Alarm} alarm */
    take(alarm) {
      const before = known.get(alarm.id);
      if (before !== undefined && before.version >= alarm.version) return;
      if (before !== undefined) remove(before);
      add(alarm);
    },

    /** @param {readonly Alarm[]} alarms all that are shown */
    replace(alarms) {
      for (const alarm of [...known.values()]) remove(alarm);
      for (const alarm of alarms) add(alarm);
    },

    /** Those for which the horn sounds: critical, active, and neither acknowledged nor silenced by anybody. */
    ringing: () =>
      lists.unacknowledged.items.filter(({ severity, isSilenced }) => severity === 'CRITICAL' && !isSilenced),

    /** Whether a recommendation is about an alarm that is active: then that one's horn sounds for both. @param {Recommendation} about */
    isTold({ siteId, equipmentId, issueType, severity }) {
      const problem = issueType.slice(0, -1 - severity.length);
      const there = activeAt.get(machineKey({ siteId, equipmentId }));
      return there !== undefined && [...there].some((alarm) => alarm.problem === problem);
    },

    /** The plant was forgotten: it is told of every machine again. */
    tellAnew() {
      for (const alarms of activeAt.values()) for (const alarm of alarms) changedPlaces.set(machineKey(alarm), alarm);
    },

    /**
     * What is active on the machines where that has changed since it was last asked.
     *
     * @returns {{ readonly place: Alarm; readonly condition: MachineCondition | null }[]}
     */
    changes() {
      const changed = [...changedPlaces].map(([key, place]) => ({ place, condition: conditionOf(activeAt.get(key)) }));
      changedPlaces.clear();
      return changed;
    },
  };
}

/** @typedef {ReturnType<typeof createAlarms>} Alarms */

/** @param {ReadonlySet<Alarm> | undefined} active @returns {MachineCondition | null} */
function conditionOf(active) {
  const [worst] = [...(active ?? [])].sort(worstThenNewest);
  if (worst === undefined) return null;
  return { severity: worst.severity, state: worst.state, sentence: worst.sentence };
}

/** The server's times all have one form, so that their text has their order. @param {Alarm} a @param {Alarm} b */
function worstThenNewest(a, b) {
  return (
    severityRank[b.severity] - severityRank[a.severity] ||
    (a.activeSince === b.activeSince ? 0 : a.activeSince < b.activeSince ? 1 : -1) ||
    (a.id < b.id ? -1 : Number(a.id > b.id))
  );
}
