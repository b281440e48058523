/** Shows a long text folded, with a button that opens it. */

import { element, setText } from './elements.js';
import { foreign, put } from './phrase.js';

const shortMost = 400;
const shortLines = 8;

/**
 * A text from outside, of any length: a long one shows its beginning, and all of it in a box of its own when asked. What was opened
 * stays open while the text is on the screen.
 */
export function createLongText() {
  const words = element('p', { class: 'foreign-text' });
  const more = element('button', {
    type: 'button',
    class: 'tool foreign-more',
    'aria-expanded': 'false',
    onclick: toggle,
  });
  const root = element('div', { class: 'foreign-long' }, words, more);
  let text = '';
  let open = false;

  function toggle() {
    open = !open;
    draw();
    if (open) words.focus();
  }

  function draw() {
    const short = beginning(text);
    const isLong = short !== text;
    more.hidden = !isLong;
    more.setAttribute('aria-expanded', String(open));
    setText(more, open ? 'Show the beginning only' : `Show all ${text.length.toLocaleString('en-GB')} characters`);
    words.classList.toggle('foreign-open', isLong && open);
    // A box that scrolls has to be reached by the keyboard.
    if (isLong && open) words.tabIndex = 0;
    else words.removeAttribute('tabindex');
    put(words, foreign(open ? text : short, { kind: 'text', most: Number.POSITIVE_INFINITY }));
  }

  return {
    root,
    /** @param {string} next */
    show(next) {
      if (next === text) return;
      text = next;
      draw();
    },
  };
}

/** @param {string} text */
function beginning(text) {
  const lines = text.split('\n', shortLines + 1);
  const short = lines.length > shortLines ? lines.slice(0, shortLines).join('\n') : text;
  if (short.length <= shortMost && short.length === text.length) return text;
  return `${short
    .slice(0, shortMost)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd()} …`;
}

/** @param {string} text */
export function longText(text) {
  const long = createLongText();
  long.show(text);
  return long.root;
}
