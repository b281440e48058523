/** Folds the alarms of a flood into lines: one for each group, under which the others can be unfolded. */

/** @import { Alarm } from '../../types.ts' */

/**
 * @typedef {object} AlarmLine
 * @property {Alarm} alarm
 * @property {readonly Alarm[]} members all of its group in the same list, this one too; empty where it is no line of several
 */

/**
 * The first of a group in the list stands for it, whatever became of the first of the flood: it may be acknowledged already.
 *
 * @param {readonly Alarm[]} alarms one list, in its order
 * @param {(groupId: string) => boolean} isOpen whether the others of the group are listed, too
 * @returns {AlarmLine[]}
 */
export function foldedLines(alarms, isOpen) {
  /** @type {Map<string, Alarm[]>} */
  const groups = new Map();
  for (const alarm of alarms) {
    if (alarm.groupId === null) continue;
    const known = groups.get(alarm.groupId);
    if (known === undefined) groups.set(alarm.groupId, [alarm]);
    else known.push(alarm);
  }
  if (groups.size === 0) return alarms.map(alone);
  /** @type {Set<string>} */
  const told = new Set();
  return alarms.flatMap((alarm) => {
    const { groupId } = alarm;
    const members = groupId === null ? undefined : groups.get(groupId);
    if (groupId === null || members === undefined || members.length === 1) return [alone(alarm)];
    if (told.has(groupId)) return [];
    told.add(groupId);
    // The first of the flood names its cause best.
    const first = members.find(({ isFolded }) => !isFolded) ?? alarm;
    const others = isOpen(groupId) ? members.filter((each) => each !== first).map(alone) : [];
    return [{ alarm: first, members }, ...others];
  });
}

/** @param {Alarm} alarm @returns {AlarmLine} */
function alone(alarm) {
  return { alarm, members: [] };
}
