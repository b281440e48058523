import { element, part } from './elements.js';

const shownForMs = 12_000;
const mostShown = 4;

/**
 * Says what happened elsewhere. Passing news goes by itself; what an operator must know stays until it is put away.
 *
 * @param {string} text
 * @param {'passing' | 'staying'} kind
 * @returns {() => undefined} puts it away
 */
export function notice(text, kind = 'passing') {
  const list = part('notices', HTMLDivElement);
  const item = element(
    'div',
    { class: `notice notice-${kind}`, role: 'status' },
    element('span', {}, text),
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

/** For ears that follow the page by a screen reader. @param {string} text */
export function speak(text) {
  part('spoken', HTMLElement).textContent = text;
}
