/** The name of the operator who decides at this screen. */

/** @import { Access } from './access.js' */
import { ask, field, textOf } from '../page/dialog.js';
import { element, part } from '../page/elements.js';
import { own, phrase, put } from '../page/phrase.js';

const storageKey = 'andon.operator';
const longestName = 80;
/** The server refuses a name with characters that nobody sees, and then a screen that kept one would stay dark. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{DI}]/gu;

/**
 * Who decides at this screen: whom its key is for. A screen that is shared, or needs no key, asks once, at the first decision, and
 * keeps the name on this machine.
 *
 * @param {Access} access
 */
export function createOperator(access) {
  const button = part('operator', HTMLButtonElement);
  let given = printable(localStorage.getItem(storageKey) ?? '');

  /** Whom the key is for; null when the screen has to ask, or when it is not known yet. */
  function keyHolder() {
    const caller = access.caller();
    return caller === null || access.may('ACT_AS') ? null : caller.operatorId;
  }

  function show() {
    const holder = keyHolder();
    const name = holder ?? given;
    put(button, name === null ? own('Enter your name') : phrase`${name}`);
    button.title =
      holder !== null
        ? 'Decisions carry the name of this screen’s key'
        : name === null
          ? 'Decisions carry your name'
          : 'Decisions carry this name; press to change it';
    button.disabled = holder !== null;
    // Nobody decides at a screen that is signed out, or that has yet to hear whom its key is for.
    button.hidden = access.refusal() !== null || (access.key() !== null && access.caller() === null);
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
      value: given,
      autofocus: true,
    });
    const answer = await ask({
      title: 'Who decides at this screen?',
      fields: [field('Name', input, 'It stands beside each of your decisions and is kept on this machine.')],
      answers: [{ label: 'Use this name' }],
    });
    if (answer === null) return null;
    given = printable(textOf(answer, 'name'));
    if (given === null) return null;
    localStorage.setItem(storageKey, given);
    show();
    return given;
  }

  button.addEventListener('click', enter);
  show();
  return {
    /** To be called whenever the access has changed. */
    show,
    name: () => keyHolder() ?? given,
    /** The name to send; null where the key says it. */
    claimed: () => (access.may('ACT_AS') ? given : null),
    /** Null when no name was given. */
    required: async () => keyHolder() ?? given ?? (await enter()),
    forget() {
      localStorage.removeItem(storageKey);
    },
  };
}

/** Null when nothing is left that can be seen. @param {string} name */
function printable(name) {
  const seen = name.replace(unseen, '').trim();
  return seen === '' ? null : seen;
}

/** @typedef {ReturnType<typeof createOperator>} Operator */
