/** The keys of the page, and the dialog that lists them. */

import { ask } from './dialog.js';
import { element, part } from './elements.js';

const keys = [
  ['J or ↓, K or ↑', 'next or previous in the queue'],
  ['Enter', 'select, or press the button in focus'],
  ['A, D, R, W', 'go to Approve, Defer, Reject, Done (work is done); Enter then presses it'],
  ['M', 'sound on or off'],
  ['/', 'find a machine; ↓ goes into the list, Enter opens the first'],
  ['Esc', 'leave a dialog, or what is open'],
  ['?', 'this list'],
];

/**
 * A letter moves the focus and never decides by itself: a key that is touched by accident must not approve anything.
 *
 * @param {object} actions
 * @param {(step: 1 | -1) => void} actions.step
 * @param {() => void} actions.back
 * @param {() => void} actions.toggleSound
 * @param {() => void} actions.search
 */
export function listenToKeys({ step, back, toggleSound, search }) {
  part('keys', HTMLButtonElement).addEventListener('click', showKeys);
  document.addEventListener('keydown', (event) => {
    const { key, target, ctrlKey, altKey, metaKey } = event;
    if (ctrlKey || altKey || metaKey || document.querySelector('dialog[open]') !== null) return;
    if (target instanceof HTMLInputElement && key === 'Escape') return target.blur();
    if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) return;
    const inQueue = target instanceof Element && target.closest('#queue') !== null;
    switch (key) {
      case 'j':
        return step(1);
      case 'k':
        return step(-1);
      case 'ArrowDown':
      case 'ArrowUp':
        if (!inQueue) return;
        event.preventDefault();
        return step(key === 'ArrowDown' ? 1 : -1);
      case '/':
        event.preventDefault();
        return search();
      case 'm':
        return toggleSound();
      case '?':
        return void showKeys();
      case 'Escape':
        return back();
      default: {
        const button = document.querySelector(`#detail [data-key="${CSS.escape(key.toLowerCase())}"]`);
        if (button instanceof HTMLElement) button.focus();
      }
    }
  });
}

function showKeys() {
  const rows = keys.flatMap(([key = '', does = '']) => [
    element('dt', {}, element('kbd', {}, key)),
    element('dd', {}, does),
  ]);
  return ask({
    title: 'Keys',
    fields: [element('dl', { class: 'keys' }, ...rows)],
    answers: [{ label: 'Back to the alerts' }],
  });
}
