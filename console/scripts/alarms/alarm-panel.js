/** The alarms that nobody has acknowledged, above the queue, and how many others there are. */

/** @import { AlarmSections } from './alarms.js' */
/** @import { RowOptions } from './alarm-row.js' */
import { element, part, setText } from '../page/elements.js';
import { foldedLines } from './alarm-groups.js';
import { createAlarmList } from './alarm-list.js';

/** More stand on the page of alarms: the queue has to stay in sight. */
const mostRows = 4;

/**
 * @param {object} options
 * @param {RowOptions} options.row
 * @param {AlarmSections} options.sections
 * @param {() => boolean} options.isLoaded
 * @param {() => void} options.showAll
 */
export function createAlarmPanel({ row, sections, isLoaded, showAll }) {
  const summary = element('span', { class: 'alarm-summary', role: 'status' });
  const all = element('button', { type: 'button', class: 'tool', onclick: showAll }, 'All alarms');
  const list = createAlarmList(row);
  const root = part('alarms', HTMLElement);
  root.append(element('div', { class: 'alarm-panel-head' }, element('h2', {}, 'Alarms'), summary, all), list.root);

  return {
    show() {
      const { unacknowledged } = sections;
      setText(summary, isLoaded() ? summaryOf(sections) : 'not read yet');
      root.dataset['waits'] = String(unacknowledged.length > 0);
      list.show(foldedLines(unacknowledged, () => false).slice(0, mostRows));
    },
    /** To be called each second. */
    tick: list.tick,
  };
}

/** @param {AlarmSections} sections */
function summaryOf({ unacknowledged, returned, acknowledged, shelved, away }) {
  const parts = [
    `${unacknowledged.length} not acknowledged`,
    acknowledged.length > 0 ? `${acknowledged.length} acknowledged` : '',
    returned.length > 0 ? `${returned.length} back to normal` : '',
    shelved.length > 0 ? `${shelved.length} shelved` : '',
    away.length > 0 ? `${away.length} out of service or suppressed` : '',
  ];
  return parts.filter((each) => each !== '').join(' · ');
}
