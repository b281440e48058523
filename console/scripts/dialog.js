import { element } from './elements.js';

/**
 * Asks one thing in a modal dialog and gives the focus back afterwards. Resolves with the form's fields, or null when it was left.
 *
 * @param {object} question
 * @param {string} question.title
 * @param {readonly (Node | null)[]} question.fields
 * @param {readonly { readonly label: string; readonly value?: string; readonly kind?: string }[]} question.answers submit buttons
 * @returns {Promise<FormData | null>}
 */
export function ask({ title, fields, answers }) {
  const before = document.activeElement;
  const form = element(
    'form',
    { method: 'dialog', class: 'dialog-form' },
    element('h2', { class: 'dialog-title', id: 'dialog-title' }, title),
    ...fields,
    element(
      'div',
      { class: 'dialog-answers' },
      ...answers.map(({ label, value = 'yes', kind = 'primary' }) =>
        element('button', { type: 'submit', class: `decide decide-${kind}`, name: 'answer', value }, label),
      ),
      element('button', { type: 'button', class: 'decide', onclick: () => dialog.close('') }, 'Cancel'),
    ),
  );
  const dialog = element('dialog', { class: 'dialog', 'aria-labelledby': 'dialog-title' }, form);
  /** @type {FormData | null} */
  let answer = null;
  form.addEventListener('submit', ({ submitter }) => {
    answer = new FormData(form, submitter);
  });
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
