/** The line at the top of the page that says whether the screen is live. */

/** @import { ConnectionState } from '../../types.ts' */
/** @import { Phrase } from '../page/phrase.js' */

import { element, part, setText } from '../page/elements.js';
import { foreign, own, phrase, put } from '../page/phrase.js';
import { clockTime, duration, withPlainTimes } from '../page/words.js';
import { clockAheadMs, now } from './clock.js';

/** Says in words, at any time, whether what is on the screen is true now. */
export function createConnectionView() {
  const headline = element('strong', { class: 'line-headline' });
  const reason = element('span', { class: 'line-reason' });
  // A screen reader reads the headline only: this part changes every second.
  const ticking = element('span', { class: 'line-ticking', 'aria-hidden': 'true' });
  part('line', HTMLDivElement).append(
    element('span', { class: 'line-lamp', 'aria-hidden': 'true' }),
    headline,
    reason,
    ticking,
  );
  /** @type {ConnectionState} */
  let state = { kind: 'connecting' };

  function tick() {
    const aheadMs = clockAheadMs();
    switch (state.kind) {
      case 'connecting':
        setText(ticking, '');
        break;
      case 'live':
        setText(
          ticking,
          aheadMs === 0
            ? ''
            : `This machine’s clock is ${duration(Math.abs(aheadMs))} ${aheadMs > 0 ? 'fast' : 'slow'}; the server’s is used.`,
        );
        break;
      case 'stale':
      case 'signed-out':
        setText(ticking, `for ${duration(now() - state.sinceMs)}`);
        break;
      case 'reconnecting': {
        const waitMs = state.retryAtMs - now();
        setText(
          ticking,
          `for ${duration(now() - state.sinceMs)}, ${waitMs > 0 ? `next try in ${Math.ceil(waitMs / 1_000)} s` : 'trying now'}`,
        );
      }
    }
  }

  return {
    tick,
    /** @param {ConnectionState} next */
    show(next) {
      state = next;
      document.body.dataset['line'] = state.kind;
      put(headline, headlineOf(state));
      // Where nothing was ever shown, an empty queue would read as "all is well".
      if (state.kind === 'signed-out' && !state.isOld) document.body.dataset['shown'] = 'nothing';
      if (state.kind === 'live' || state.kind === 'stale') delete document.body.dataset['shown'];
      put(reason, state.kind === 'stale' || state.kind === 'reconnecting' ? said(sentence(state.reason)) : []);
      tick();
    },
  };
}

/** @param {ConnectionState} state @returns {Phrase} */
function headlineOf(state) {
  switch (state.kind) {
    case 'connecting':
      return own('Connecting …');
    case 'live':
      return own('Live');
    case 'stale':
      return own(`Stale since ${clockTime(state.sinceMs)}: do not rely on these values.`);
    case 'reconnecting':
      return own(`Not connected: reconnecting since ${clockTime(state.sinceMs)}. Everything below is old.`);
    case 'signed-out': {
      const why = withPlainTimes(state.reason);
      const old = state.isOld ? ' Everything below is old.' : '';
      return phrase`Not signed in: ${said(sentence(why, (first) => first.toLowerCase()))}${own(old)}`;
    }
  }
}

/** The server's words may hold names from outside. @param {string} text */
function said(text) {
  return foreign(text, { kind: 'text', most: 300 });
}

/** @param {string} text @param {(letter: string) => string} first */
function sentence(text, first = (letter) => letter.toUpperCase()) {
  return `${first(text.charAt(0))}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
}
