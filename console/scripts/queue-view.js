/** @import { QueueEntry } from '../types.ts' */
/** @import { AlertCard } from './alert-card.js' */
/** @import { Section } from './queue.js' */
import { createAlertCard } from './alert-card.js';
import { element, part, setText } from './elements.js';

/** More cards than a person works through; the rest moves up as these are decided. */
const mostShown = 100;

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
  const truncated = element(
    'p',
    { class: 'queue-note', hidden: true },
    'There are more than these: the newest 2,000 are loaded.',
  );
  const parts = plan.map(({ section, title, empty }) => {
    const count = element('span', { class: 'queue-count' });
    const list = element('ul', { class: 'queue-list' });
    const note = element('p', { class: 'queue-note' });
    const root = element(
      'div',
      { class: `queue-part queue-${section}` },
      element('h2', {}, title, ' ', count),
      list,
      note,
    );
    return { section, empty, count, list, note, root };
  });
  part('queue', HTMLElement).append(truncated, ...parts.map(({ root }) => root));

  return {
    /** @param {boolean} isTruncated */
    noteTruncated(isTruncated) {
      truncated.hidden = !isTruncated;
    },

    /** @param {Record<Section, QueueEntry[]>} sections @param {string | null} selectedId */
    show(sections, selectedId) {
      const focused = document.activeElement;
      const shown = new Set();
      for (const { section, empty, count, list, note, root } of parts) {
        const entries = sections[section];
        const drawn = entries.slice(0, mostShown);
        root.hidden = entries.length === 0 && empty === null;
        setText(count, String(entries.length));
        setText(note, entries.length === 0 ? (empty ?? '') : rest(entries.length - drawn.length));
        for (const [index, entry] of drawn.entries()) {
          const { id } = entry.recommendation;
          shown.add(id);
          const card = cards.get(id) ?? createAlertCard(entry, select);
          cards.set(id, card);
          card.update(entry, id === selectedId);
          if (list.children[index] !== card.root) list.insertBefore(card.root, list.children[index] ?? null);
        }
      }
      for (const [id, card] of cards) {
        if (shown.has(id)) continue;
        card.root.remove();
        cards.delete(id);
      }
      // A card that moves loses the focus; the operator's place must not.
      if (focused instanceof HTMLElement && focused.isConnected && document.activeElement !== focused) focused.focus();
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
