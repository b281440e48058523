import { element, part } from './elements.js';

const shownForMs = 12_000;
const mostShown = 4;

/**
 * Says what happened elsewhere. Passing news goes by itself; what an operator must know stays until it is put away.
 *
 * @param {string} text
 * @param {'passing' | 'staying'} kind
 */
export function notice(text, kind = 'passing') {
  const list = part('notices', HTMLDivElement);
  const item = element(
    'div',
    { class: `notice notice-${kind}`, role: 'status' },
    element('span', {}, text),
    element(
      'button',
      { type: 'button', class: 'tool', onclick: () => item.remove(), 'aria-label': 'Put this notice away' },
      '×',
    ),
  );
  list.append(item);
  const passing = [...list.querySelectorAll('.notice-passing')];
  for (const old of passing.slice(0, Math.max(0, passing.length - mostShown))) old.remove();
  if (kind === 'passing') setTimeout(() => item.remove(), shownForMs);
}

/** For ears that follow the page by a screen reader. @param {string} text */
export function speak(text) {
  part('spoken', HTMLElement).textContent = text;
}
