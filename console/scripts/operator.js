import { ask, field, textOf } from './dialog.js';
import { element, part, setText } from './elements.js';

const storageKey = 'andon.operator';
const longestName = 80;

/** Who decides at this screen: asked for once, at the first decision, and kept on this machine. */
export function createOperator() {
  const button = part('operator', HTMLButtonElement);
  let name = localStorage.getItem(storageKey);

  function show() {
    setText(button, name === null ? 'Enter your name' : name);
    button.title = name === null ? 'Decisions carry your name' : 'Decisions carry this name; press to change it';
  }

  async function enter() {
    const input = element('input', {
      name: 'name',
      type: 'text',
      class: 'input',
      required: true,
      pattern: '.*\\S.*',
      maxlength: longestName,
      autocomplete: 'username',
      value: name,
      autofocus: true,
    });
    const answer = await ask({
      title: 'Who decides at this screen?',
      fields: [field('Name', input, 'It stands beside each of your decisions and is kept on this machine.')],
      answers: [{ label: 'Use this name' }],
    });
    if (answer === null) return null;
    name = textOf(answer, 'name');
    localStorage.setItem(storageKey, name);
    show();
    return name;
  }

  button.addEventListener('click', enter);
  show();
  return {
    name: () => name,
    /** Null when no name was given. */
    required: async () => name ?? (await enter()),
  };
}

/** @typedef {ReturnType<typeof createOperator>} Operator */
