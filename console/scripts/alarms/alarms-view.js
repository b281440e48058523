/** The page of all alarms: what is not acknowledged, what is, what is back to normal, and what is shelved or out of service. */

/** @import { AlarmSection, AlarmSections } from './alarms.js' */
/** @import { RowOptions } from './alarm-row.js' */
import { element, setText } from '../page/elements.js';
import { foldedLines } from './alarm-groups.js';
import { createAlarmList } from './alarm-list.js';

const rowsPerPage = 100;

/** @type {readonly { readonly section: AlarmSection; readonly title: string }[]} */
const plan = [
  { section: 'unacknowledged', title: 'Not acknowledged' },
  { section: 'returned', title: 'Back to normal, not acknowledged' },
  { section: 'acknowledged', title: 'Acknowledged' },
  { section: 'shelved', title: 'Shelved' },
  { section: 'away', title: 'Out of service or suppressed' },
];

/**
 * @param {object} options
 * @param {RowOptions} options.row
 * @param {AlarmSections} options.sections
 * @param {() => { readonly isLoaded: boolean; readonly isTruncated: boolean }} options.known
 */
export function createAlarmsView({ row, sections, known }) {
  const note = element('p', { class: 'detail-status', role: 'status' });
  const parts = plan.map(({ section, title }) => {
    const count = element('span', { class: 'queue-count' });
    const list = createAlarmList(row);
    const more = element('button', { type: 'button', class: 'tool', onclick: () => grow(section) }, '');
    const root = element(
      'section',
      { class: 'block alarm-part', 'data-section': section },
      element('h3', {}, title, ' ', count),
      list.root,
      more,
    );
    return { section, count, list, more, root };
  });
  /** @type {Record<AlarmSection, number>} */
  const most = {
    unacknowledged: rowsPerPage,
    returned: rowsPerPage,
    acknowledged: rowsPerPage,
    shelved: rowsPerPage,
    away: rowsPerPage,
  };
  let isShown = false;

  /** @param {AlarmSection} section */
  function grow(section) {
    most[section] += rowsPerPage;
    show();
  }

  function show() {
    isShown = true;
    const { isLoaded, isTruncated } = known();
    const total = plan.reduce((sum, { section }) => sum + sections[section].length, 0);
    setText(
      note,
      !isLoaded
        ? 'Not read yet.'
        : isTruncated
          ? 'There are more than these: the worst are loaded.'
          : total === 0
            ? 'No alarm is active, shelved, or waits to be acknowledged.'
            : 'An alarm stays here for as long as it is active, whatever was decided about it.',
    );
    for (const { section, count, list, more, root } of parts) {
      const alarms = sections[section];
      const lines = foldedLines(alarms, row.isOpen);
      const hidden = lines.length - most[section];
      root.hidden = alarms.length === 0;
      setText(count, String(alarms.length));
      list.show(lines.slice(0, most[section]));
      more.hidden = hidden <= 0;
      setText(more, `Show ${Math.min(rowsPerPage, hidden)} more of ${hidden}`);
    }
  }

  return {
    root: element(
      'article',
      { class: 'detail-page' },
      element('header', { class: 'detail-head' }, element('div', {}, element('h2', {}, 'Alarms'), note)),
      ...parts.map(({ root }) => root),
    ),
    show,
    hide() {
      isShown = false;
    },
    /** To be called each second. */
    tick() {
      if (isShown) for (const { list } of parts) list.tick();
    },
  };
}
