/** Keeps texts that an operator has begun to write. */

const storagePrefix = 'andon.draft.';

/**
 * What an operator has begun to write and not sent yet. It survives a dialog that was left by mistake, an answer that did not come, a
 * decision of somebody else, and a reload of the page; not the end of the window.
 */
export const drafts = {
  /** @param {string} name */
  read: (name) => sessionStorage.getItem(storagePrefix + name) ?? '',
  /** @param {string} name @param {string} text */
  keep(name, text) {
    try {
      if (text.trim() === '') sessionStorage.removeItem(storagePrefix + name);
      else sessionStorage.setItem(storagePrefix + name, text);
    } catch {
      // The store is full: the field itself still has the text.
    }
  },
  /** @param {string} name */
  drop: (name) => sessionStorage.removeItem(storagePrefix + name),
  forget() {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(storagePrefix)) sessionStorage.removeItem(key);
  },
};
