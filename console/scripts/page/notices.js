/** Notices at the edge of the page, and announcements for screen readers. */

/** @import { Phrase } from './phrase.js' */
import { element, part } from './elements.js';
import { own, plainText } from './phrase.js';

const shownForMs = 12_000;
const mostShown = 4;

/**
 * Says what happened elsewhere. Passing news goes by itself; what an operator must know stays until it is put away.
 *
 * @param {string | Phrase} words
 * @param {'passing' | 'staying'} kind
 * @returns {() => undefined} puts it away
 */
export function notice(words, kind = 'passing') {
  const list = part('notices', HTMLDivElement);
  const item = element(
    'div',
    { class: `notice notice-${kind}`, role: 'status' },
    element('span', {}, words),
    element(
      'button',
      { type: 'button', class: 'tool', onclick: () => putAway(), 'aria-label': 'Put this notice away' },
      '×',
    ),
  );
  list.append(item);
  const passing = [...list.querySelectorAll('.notice-passing')];
  for (const old of passing.slice(0, Math.max(0, passing.length - mostShown))) old.remove();
  const putAway = () => void item.remove();
  if (kind === 'passing') setTimeout(putAway, shownForMs);
  return putAway;
}

/** Announces something to users of a screen reader. @param {Phrase} said */
export function speak(said) {
  part('spoken', HTMLElement).textContent = plainText(said);
}

/** Collects news between two drawings of the screen, so that a burst of hundreds gives one notice. */
export function createNews() {
  /** @type {Phrase[]} */
  let decisions = [];
  /** @type {Phrase[]} */
  let critical = [];
  return {
    /** @param {Phrase} said */
    decided: (said) => void decisions.push(said),
    /** @param {Phrase} said */
    alarming: (said) => void critical.push(said),
    tell() {
      if (decisions.length > mostShown)
        notice(own(`${decisions.length} changes by other operators and programs: the queue shows how it stands.`));
      else for (const said of decisions) notice(said);
      const newest = critical.at(-1);
      if (newest !== undefined)
        speak(critical.length === 1 ? newest : [`${critical.length} critical alerts. The newest: `, ...newest]);
      decisions = [];
      critical = [];
    },
  };
}
