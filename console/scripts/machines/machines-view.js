/** The searchable list of all machines. */

/** @import { Machine, Plant } from './plant.js' */
import { arrange } from '../page/arrange.js';
import { element, setText } from '../page/elements.js';
import { own, phrase, put } from '../page/phrase.js';
import { severityMark } from '../page/severity-mark.js';
import { byName, placeName, spaced } from '../page/words.js';
import { assessmentWord } from './assessment.js';
import { valueBesideLimit } from './limits.js';

const rowsPerPage = 100;

const choices = /** @type {const} */ ([
  { name: 'all', label: 'All', fits: () => true },
  { name: 'beyond', label: 'Beyond a limit', fits: (/** @type {Machine} */ { assessment }) => assessment.beyond },
  { name: 'alarmed', label: 'In alarm', fits: (/** @type {Machine} */ { assessment }) => assessment.alarmed },
  { name: 'doubtful', label: 'In doubt', fits: (/** @type {Machine} */ { assessment }) => assessment.doubtful },
  { name: 'alert', label: 'With an alert', fits: (/** @type {Machine} */ { alert }) => alert !== null },
]);

/**
 * Every machine, by name, found by words of its id, type, site or place. The list keeps its order and its length while values change.
 *
 * @param {object} options
 * @param {Plant} options.plant
 * @param {(machine: Machine) => void} options.select
 * @param {() => void} options.open shows the list
 */
export function createMachinesView({ plant, select, open }) {
  const search = element('input', {
    type: 'search',
    class: 'input plant-search',
    placeholder: 'Find a machine (/)',
    'aria-label': 'Find a machine by id, type, site or location',
    'aria-keyshortcuts': '/',
    autocomplete: 'off',
    spellcheck: 'false',
    maxlength: 200,
  });
  const count = element('p', { class: 'detail-status', role: 'status' });
  const rows = element('ul', { class: 'machine-list' });
  const more = element('button', { type: 'button', class: 'tool', onclick: () => grow() }, '');
  const tabs = choices.map(({ name, label }) =>
    element('button', { type: 'button', class: 'tool', onclick: () => choose(name) }, label),
  );
  const root = element(
    'article',
    { class: 'detail-page' },
    element('header', { class: 'detail-head' }, element('div', {}, element('h2', {}, 'Machines'), count)),
    element('div', { class: 'machine-tabs' }, ...tabs),
    rows,
    more,
  );
  /** @type {(typeof choices)[number]['name']} */
  let chosen = 'all';
  let most = rowsPerPage;
  let isShown = false;
  /** @type {WeakMap<Machine, ReturnType<typeof createRow>>} */
  const drawn = new WeakMap();
  /** Search words by machine, made anew when the machine has changed. @type {WeakMap<Machine, { master: Machine['master']; words: string }>} */
  const words = new WeakMap();
  let foundFor = '';
  /** @type {readonly Machine[]} */
  let found = [];

  search.addEventListener('input', () => {
    most = rowsPerPage;
    open();
  });
  search.addEventListener('keydown', (event) => {
    const [first] = rows.children;
    if (event.key === 'Enter' && search.value.trim() !== '') {
      show();
      rows.querySelector('button')?.click();
    } else if (event.key === 'ArrowDown' && isShown && first !== undefined) {
      event.preventDefault();
      rows.querySelector('button')?.focus();
    } else if (event.key === 'Escape') search.value = '';
  });
  rows.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const item = document.activeElement?.closest('li');
    const next = event.key === 'ArrowDown' ? item?.nextElementSibling : item?.previousElementSibling;
    event.preventDefault();
    if (next instanceof HTMLElement) next.querySelector('button')?.focus();
    else if (event.key === 'ArrowUp') search.focus();
    else more.focus();
  });

  function grow() {
    most += rowsPerPage;
    show();
  }

  /** @param {(typeof choices)[number]['name']} name */
  function choose(name) {
    chosen = name;
    most = rowsPerPage;
    show();
  }

  /** @param {Machine} machine */
  function wordsOf(machine) {
    const known = words.get(machine);
    if (known !== undefined && known.master === machine.master) return known.words;
    const { equipmentType = '', location = null } = machine.master ?? {};
    const text = folded([machine.equipmentId, equipmentType, machine.siteId, location ?? ''].join('\n'));
    words.set(machine, { master: machine.master, words: text });
    return text;
  }

  function matching() {
    const asked = folded(search.value)
      .split(/\s+/)
      .filter((each) => each !== '');
    const choice = choices.find(({ name }) => name === chosen) ?? choices[0];
    return [...plant.machines.values()]
      .filter((machine) => choice.fits(machine) && asked.every((word) => wordsOf(machine).includes(word)))
      .sort(byName);
  }

  function show() {
    isShown = true;
    // What was found stays in its order; it is looked for anew when the question or the number of machines changes, or by the second.
    const key = JSON.stringify([chosen, search.value, plant.machines.size, Math.floor(performance.now() / 1_000)]);
    if (key !== foundFor) found = matching();
    foundFor = key;
    for (const [index, tab] of tabs.entries())
      tab.setAttribute('aria-pressed', String(choices[index]?.name === chosen));
    const page = found.slice(0, most);
    arrange(
      rows,
      page.map((machine) => {
        const row = drawn.get(machine) ?? createRow(machine, select);
        drawn.set(machine, row);
        row.update();
        return row.root;
      }),
    );
    setText(
      count,
      `${found.length} of ${plant.machines.size} machines${found.length > page.length ? `, the first ${page.length} are shown` : ''}`,
    );
    more.hidden = found.length <= page.length;
    setText(more, `Show ${Math.min(rowsPerPage, found.length - page.length)} more`);
  }

  return {
    root,
    search,
    show,
    hide() {
      isShown = false;
    },
    /** @param {(typeof choices)[number]['name']} name */
    choose,
    clear() {
      search.value = '';
    },
  };
}

/** @param {Machine} machine @param {(machine: Machine) => void} select */
function createRow(machine, select) {
  const mark = element('span', { class: 'tile-mark' });
  const state = element('span', { class: 'machine-state' });
  const about = element('span', { class: 'machine-about' });
  const value = element('span', { class: 'machine-value' });
  const name = element('span', { class: 'machine-name' });
  const button = element(
    'button',
    { type: 'button', class: 'machine-row', onclick: () => select(machine) },
    mark,
    name,
    about,
    value,
    state,
  );
  put(name, placeName(machine));
  let drawn = -1;
  return {
    root: element('li', {}, button),
    update() {
      if (drawn === machine.changes) return;
      drawn = machine.changes;
      const { assessment, master, alert } = machine;
      if (button.dataset['severity'] !== (assessment.worst ?? ''))
        mark.replaceChildren(...(assessment.worst === null ? [] : [severityMark(assessment.worst)]));
      button.dataset['severity'] = assessment.worst ?? '';
      button.dataset['doubtful'] = String(assessment.doubtful);
      setText(state, `${assessmentWord(assessment)}${alert === null ? '' : ' · alert'}`);
      const { equipmentType = 'not registered', location = null } = master ?? {};
      put(about, location === null ? phrase`${equipmentType}` : phrase`${equipmentType}, ${location}`);
      const { exceeded } = assessment;
      put(
        value,
        exceeded === null
          ? own('')
          : phrase`${spaced(exceeded.status.sensorType)} ${valueBesideLimit(exceeded.status, exceeded.judged)}`,
      );
    },
  };
}

/** As people search: neither capital letters nor accents count, nor which dash it is, nor what nobody sees. @param {string} text */
function folded(text) {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}\p{DI}]/gu, '')
    .replace(/\p{Pd}/gu, '-')
    .toLowerCase();
}
