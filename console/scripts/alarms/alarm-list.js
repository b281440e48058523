/** A list of alarms whose rows keep their place and focus while others come and go. */

/** @import { AlarmLine } from './alarm-groups.js' */
/** @import { AlarmRow, RowOptions } from './alarm-row.js' */
import { arrange } from '../page/arrange.js';
import { element } from '../page/elements.js';
import { createAlarmRow } from './alarm-row.js';

/** @param {RowOptions} options */
export function createAlarmList(options) {
  const root = element('ul', { class: 'alarm-list' });
  /** By the alarm's id, in the order in which they are drawn. @type {Map<string, AlarmRow>} */
  let rows = new Map();

  return {
    root,
    /** @param {readonly AlarmLine[]} lines what is drawn */
    show(lines) {
      const before = [...rows.keys()];
      /** @type {Map<string, AlarmRow>} */
      const next = new Map();
      for (const [index, { alarm, members }] of lines.entries()) {
        const row = rows.get(alarm.id) ?? createAlarmRow(options);
        row.update(alarm, members);
        if (before[index] !== undefined && before[index] !== alarm.id) row.hold();
        next.set(alarm.id, row);
      }
      rows = next;
      arrange(
        root,
        [...rows.values()].map((row) => row.root),
      );
    },
    tick() {
      for (const row of rows.values()) row.tick();
    },
  };
}
