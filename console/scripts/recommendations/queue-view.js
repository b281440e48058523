/** The queue of alerts on the left of the page. */

/** @import { AlertCard } from './alert-card.js' */
/** @import { Section, Sections } from './queue.js' */

import { arrange } from '../page/arrange.js';
import { element, part, setText } from '../page/elements.js';
import { createAlertCard } from './alert-card.js';

/** The number of cards that are drawn at first; a button draws more. */
const cardsPerPage = 100;

/** @type {readonly { readonly section: Section; readonly title: string; readonly empty: string | null }[]} */
const plan = [
  { section: 'pending', title: 'To decide', empty: 'Nothing waits for a decision.' },
  { section: 'approved', title: 'In work', empty: null },
  { section: 'deferred', title: 'Deferred', empty: null },
  { section: 'closed', title: 'Closed lately', empty: null },
];

/**
 * The queue as cards that keep their place, focus and selection while others come and go.
 *
 * @param {(id: string) => void} select
 */
export function createQueueView(select) {
  /** @type {Map<string, AlertCard>} */
  const cards = new Map();
  /** @type {Record<Section, number>} */
  const most = { pending: cardsPerPage, approved: cardsPerPage, deferred: cardsPerPage, closed: cardsPerPage };
  /** @type {Sections | null} */
  let latest = null;
  /** @type {string | null} */
  let latestId = null;
  const truncated = element(
    'p',
    { class: 'queue-note', hidden: true },
    'There are more than these: the worst 2,000 are loaded.',
  );
  const parts = plan.map(({ section, title, empty }) => {
    const count = element('span', { class: 'queue-count' });
    const list = element('ul', { class: 'queue-list' });
    const note = element('p', { class: 'queue-note' });
    const more = element(
      'button',
      { type: 'button', class: 'tool', hidden: true, onclick: () => grow(section) },
      'Show more',
    );
    const root = element(
      'div',
      { class: `queue-part queue-${section}` },
      element('h2', {}, title, ' ', count),
      list,
      note,
      more,
    );
    return { section, empty, count, list, note, more, root };
  });
  part('queue', HTMLElement).append(truncated, ...parts.map(({ root }) => root));

  /** @param {Sections} sections @param {string | null} selectedId @param {boolean} isLoaded */
  function show(sections, selectedId, isLoaded) {
    const focused = document.activeElement;
    latest = sections;
    latestId = selectedId;
    const shown = new Set();
    for (const { section, empty, count, list, note, more, root } of parts) {
      const entries = sections[section];
      const drawn = entries.slice(0, most[section]);
      const hidden = entries.length - drawn.length;
      root.hidden = entries.length === 0 && empty === null;
      setText(count, String(entries.length));
      setText(note, entries.length === 0 ? (isLoaded ? (empty ?? '') : 'Not read yet.') : rest(hidden));
      more.hidden = hidden === 0;
      arrange(
        list,
        drawn.map((entry) => {
          const { id } = entry.recommendation;
          shown.add(id);
          const card = cards.get(id) ?? createAlertCard(entry, select);
          cards.set(id, card);
          card.update(entry, id === selectedId);
          return card.root;
        }),
      );
    }
    for (const id of cards.keys()) if (!shown.has(id)) cards.delete(id);
    // A card that moves to another section would lose the keyboard focus.
    if (focused instanceof HTMLElement && focused.isConnected && document.activeElement !== focused) focused.focus();
  }

  /** @param {Section} section */
  function grow(section) {
    most[section] += cardsPerPage;
    if (latest !== null) show(latest, latestId, true);
  }

  return {
    /** @param {boolean} isTruncated */
    noteTruncated(isTruncated) {
      truncated.hidden = !isTruncated;
    },

    show,

    /** To be called each second. */
    tick() {
      for (const card of cards.values()) card.tick();
    },

    /** Moves the focus along the cards. @param {1 | -1} step */
    step(step) {
      const buttons = [...document.querySelectorAll('#queue .card')];
      const at = buttons.findIndex((button) => button.matches(':focus'));
      const current = at === -1 ? buttons.findIndex((button) => button.getAttribute('aria-current') === 'true') : at;
      const next = buttons[Math.min(buttons.length - 1, Math.max(0, current + step))];
      if (next instanceof HTMLElement) next.focus();
    },
  };
}

/** @param {number} hidden */
function rest(hidden) {
  return hidden === 0 ? '' : `${hidden} more wait behind these.`;
}
