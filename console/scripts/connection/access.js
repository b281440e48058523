/** The key of this screen and what it may do. */

/** @import { Caller, Scope } from '../../types.ts' */
import { AndonError } from '/vendor/andon-client/index.js';
import { askWith } from './client.js';
import { whoAsks } from './operations.js';

const storageKey = 'andon.key';

/** The server wants a key and has got none, or does not take the one it got; the message says why. */
export class SignedOut extends AndonError {
  /** @param {string} message */
  constructor(message) {
    super('UNAUTHENTICATED', message);
  }
}

/**
 * What this screen may do, by the key that is kept on this machine: a screen must come back by itself after a restart at night.
 *
 * @param {(caller: Caller | null, before: Caller | null) => void} changed with null when the key is refused
 */
export function createAccess(changed) {
  let key = localStorage.getItem(storageKey);
  /** @type {Caller | null} the last one that was let in */
  let caller = null;
  /** @type {string | null} */
  let refusal = null;

  /** @param {string | null} tried @returns {Promise<Caller | SignedOut>} */
  async function ask(tried) {
    try {
      // Without an operator's name: only the answer tells whether this key may act for others.
      /** @type {{ caller: Caller }} */
      const answer = await askWith(tried, whoAsks);
      if (answer.caller.scopes.includes('READ')) return answer.caller;
      return new SignedOut('This key may not look: it lacks the scope READ.');
    } catch (error) {
      if (!(error instanceof AndonError) || error.code !== 'UNAUTHENTICATED') throw error;
      return new SignedOut(tried === null ? 'This screen has no key.' : error.message);
    }
  }

  /** @param {Caller} next */
  function letIn(next) {
    const before = caller;
    caller = next;
    refusal = null;
    changed(next, before);
  }

  // Another page of this machine has signed in or out: one machine has one key.
  window.addEventListener('storage', (event) => {
    if (event.key === storageKey || event.key === null) location.reload();
  });

  return {
    key: () => key,
    /** Null until the server has said who this screen is. */
    caller: () => caller,
    /** Why this screen is signed out; null while it is not. */
    refusal: () => refusal,
    /** @param {Scope} scope */
    may: (scope) => caller?.scopes.includes(scope) ?? false,

    /** Asks the server who this screen is; rejects with SignedOut, or as `Send` does. */
    async enter() {
      let tried = key;
      let answer = await ask(tried);
      // If another key was entered meanwhile, the answer about the previous one is dropped.
      while (key !== tried) {
        tried = key;
        answer = await ask(tried);
      }
      if (!(answer instanceof SignedOut)) return letIn(answer);
      refusal = answer.message;
      changed(null, caller);
      throw answer;
    },

    /** Takes a key and keeps it when it is good; else answers why not. @param {string} offered */
    async offer(offered) {
      if (!/^[\x21-\x7e]+$/.test(offered)) return 'This is no key: a key is one word, andon_…';
      try {
        const answer = await ask(offered);
        if (answer instanceof SignedOut) return answer.message;
        key = offered;
        localStorage.setItem(storageKey, offered);
        letIn(answer);
        return null;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },

    forget() {
      localStorage.removeItem(storageKey);
    },
  };
}

/** @typedef {ReturnType<typeof createAccess>} Access */

/** The sites that a caller reaches, as one text to compare. @param {Caller} caller */
export function sitesOf({ siteIds }) {
  return siteIds === null ? 'every site' : JSON.stringify([...siteIds].sort());
}
