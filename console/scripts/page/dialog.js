/** Modal dialogs that ask the operator for something. */

/** @import { Phrase } from './phrase.js' */
import { element } from './elements.js';
import { foreign, put } from './phrase.js';

let asked = 0;

/**
 * Asks one thing in a modal dialog and gives the focus back afterwards. Resolves with the form's fields, or null when it was left.
 *
 * @param {object} question
 * @param {string | Phrase} question.title
 * @param {readonly (Node | null)[]} question.fields
 * @param {string} [question.describedBy] id of the field that a screen reader says with the title
 * @param {readonly { readonly label: string; readonly value?: string; readonly kind?: string }[]} question.answers submit buttons
 * @param {string} [question.leave] what the button says that answers nothing
 * @param {(given: FormData) => Promise<string | null>} [question.check] says why an answer is not taken: the dialog then stays
 * @param {AbortSignal} [question.ended] aborted when there is nothing to ask any more
 * @returns {Promise<FormData | null>}
 */
export function ask({ title, fields, describedBy, answers, leave = 'Cancel', check, ended }) {
  const before = document.activeElement;
  // A dialog may open above another one.
  asked += 1;
  const titleId = `dialog-title-${asked}`;
  const refusal = element('p', { class: 'report', role: 'alert', 'data-tone': 'bad', hidden: true });
  const form = element(
    'form',
    { method: 'dialog', class: 'dialog-form' },
    element('h2', { class: 'dialog-title', id: titleId }, title),
    ...fields,
    refusal,
    element(
      'div',
      { class: 'dialog-answers' },
      ...answers.map(({ label, value = 'yes', kind = 'primary' }) =>
        element('button', { type: 'submit', class: `decide decide-${kind}`, name: 'answer', value }, label),
      ),
      element('button', { type: 'button', class: 'decide', onclick: () => dialog.close('') }, leave),
    ),
  );
  const dialog = element(
    'dialog',
    { class: 'dialog', 'aria-labelledby': titleId, 'aria-describedby': describedBy ?? null },
    form,
  );
  /** @type {FormData | null} */
  let answer = null;
  let checking = false;

  /** @param {FormData} given @param {(given: FormData) => Promise<string | null>} check */
  async function close(given, check) {
    if (checking) return;
    checking = true;
    refusal.hidden = true;
    form.setAttribute('aria-busy', 'true');
    const why = await check(given);
    checking = false;
    form.removeAttribute('aria-busy');
    if (why === null) {
      answer = given;
      dialog.close();
      return;
    }
    put(refusal, foreign(why, { kind: 'text', most: 600 }));
    refusal.hidden = false;
    form.querySelector('input')?.select();
  }

  form.addEventListener('submit', (event) => {
    const given = new FormData(form, event.submitter);
    if (check === undefined) {
      answer = given;
      return;
    }
    event.preventDefault();
    void close(given, check);
  });
  ended?.addEventListener('abort', () => dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      resolve(answer);
    });
  });
}

/**
 * @param {string} label
 * @param {HTMLInputElement | HTMLTextAreaElement} input
 * @param {string} [hint]
 */
export function field(label, input, hint) {
  return element(
    'label',
    { class: 'field' },
    element('span', { class: 'field-label' }, label),
    input,
    hint === undefined ? null : element('span', { class: 'field-hint' }, hint),
  );
}

/** Phrases that fill a field at a touch. @param {HTMLTextAreaElement} input @param {readonly string[]} phrases */
export function phrasesFor(input, phrases) {
  const put = (/** @type {string} */ phrase) => {
    input.value = phrase;
    input.dispatchEvent(new Event('input', { bubbles: true }));
    input.focus();
  };
  return element(
    'div',
    { class: 'phrases' },
    ...phrases.map((phrase) =>
      element('button', { type: 'button', class: 'tool', onclick: () => put(phrase) }, phrase),
    ),
  );
}

/** The text of a field, without blanks around it. @param {FormData} answer @param {string} name */
export function textOf(answer, name) {
  const text = answer.get(name);
  return typeof text === 'string' ? text.trim() : '';
}
