/** The dialog that asks for a key, and the button that signs out. */

/** @import { Access } from './access.js' */
/** @import { Operator } from './operator.js' */
import { ask, field, textOf } from '../page/dialog.js';
import { drafts } from '../page/drafts.js';
import { element, part, setText } from '../page/elements.js';
import { foreign, put } from '../page/phrase.js';
import { withPlainTimes } from '../page/words.js';

/**
 * Asks for a key when the server wants one, and forgets it when the operator signs out.
 *
 * @param {object} options
 * @param {Access} options.access
 * @param {Operator} options.operator
 * @param {() => void} options.signedIn
 */
export function createSignIn({ access, operator, signedIn }) {
  const button = part('sign', HTMLButtonElement);
  const reason = element('p', { id: 'sign-in-reason', class: 'dialog-text' });
  /** @type {AbortController | null} */
  let open = null;
  /** What the operator was told when they were last asked: who has left the dialog is not asked again for the same reason. */
  let askedFor = '';

  async function signIn() {
    if (open !== null) return;
    const mine = new AbortController();
    open = mine;
    const input = element('input', {
      name: 'key',
      type: 'password',
      class: 'input',
      required: true,
      autocomplete: 'current-password',
      spellcheck: 'false',
      autofocus: true,
    });
    await ask({
      title: 'Sign in',
      fields: [
        reason,
        field('Key', input, 'The administrator hands out keys (andon keys create). This one is kept on this machine.'),
      ],
      describedBy: reason.id,
      answers: [{ label: 'Sign in' }],
      leave: 'Not now',
      check: async (given) => {
        const why = await access.offer(textOf(given, 'key'));
        if (why === null) signedIn();
        return why === null ? null : withPlainTimes(why);
      },
      ended: mine.signal,
    });
    if (open === mine) open = null;
  }

  async function signOut() {
    const answer = await ask({
      title: 'Sign out this screen?',
      fields: [
        element(
          'p',
          { class: 'dialog-text' },
          'It forgets its key and the operator’s name. To come back, somebody has to enter a key.',
        ),
      ],
      answers: [{ label: 'Sign out', kind: 'reject' }],
    });
    if (answer === null) return;
    access.forget();
    operator.forget();
    drafts.forget();
    // Nothing of what the key gave access to stays in the page.
    location.reload();
  }

  button.addEventListener('click', () => void (access.refusal() === null ? signOut() : signIn()));

  return {
    /** To be called whenever the access has changed. */
    show() {
      const refusal = access.refusal();
      button.hidden = refusal === null && (access.caller()?.keyId ?? null) === null;
      setText(button, refusal === null ? 'Sign out' : 'Sign in');
      if (refusal === null) {
        askedFor = '';
        // The server lets this screen in again, perhaps without anything that the operator did.
        open?.abort();
        open = null;
        return;
      }
      put(reason, foreign(withPlainTimes(refusal), { kind: 'text', most: 600 }));
      if (refusal !== askedFor) void signIn();
      askedFor = refusal;
    },
  };
}
