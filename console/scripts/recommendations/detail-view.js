/** The pane on the right of the page: chooses between a recommendation, a machine, and the lists of machines and alarms. */

/** @import { QueueEntry } from '../../types.ts' */
/** @import { Machine, Plant } from '../machines/plant.js' */
/** @import { Queue } from './queue.js' */
import { element, part, setText } from '../page/elements.js';

/** While a pointer rests on an alert that the page chose, the page keeps it open for at most this time. */
const heldForMs = 60_000;
/** @type {Readonly<Record<string, string>>} */
const behindWords = { machines: 'list', alarms: 'alarms' };

/** @typedef {{ readonly id: string } | { readonly machine: Machine } | 'machines' | 'alarms'} Opened */

/**
 * @typedef {object} Pages
 * @property {{ readonly root: HTMLElement; show(entry: QueueEntry, asked: boolean): void; hide(): void; arm(): void }} recommendation
 * @property {{ readonly root: HTMLElement; show(machine: Machine): void; hide(): void }} machine
 * @property {{ readonly root: HTMLElement; show(): void; hide(): void; clear(): void }} machines
 * @property {{ readonly root: HTMLElement; show(): void; hide(): void }} alarms
 */

/**
 * The pane of what is open. What a person has opened stays, whatever happens to it and around it, until they leave it; else the worst
 * alert is shown.
 *
 * @param {object} options
 * @param {Pages} options.pages
 * @param {Queue} options.queue
 * @param {Plant} options.plant
 * @param {() => void} options.changed
 */
export function createDetailView({ pages, queue, plant, changed }) {
  const root = part('detail', HTMLElement);
  const empty = element('p', { class: 'detail-note' }, 'Select an alert or a machine to see all about it.');
  const back = element('button', { type: 'button', class: 'tool detail-back', onclick: leave }, '');
  /** The pages that the operator has opened, the newest last. @type {Opened[]} */
  let opened = [];
  /** The alert that the page has chosen to show. @type {string | null} */
  let followed = null;
  let heldUntilMs = 0;
  /** The last that was known of the alert on the screen: the queue lets go of what is long decided. @type {QueueEntry | null} */
  let last = null;

  for (const sign of ['pointermove', 'focusin', 'keydown'])
    root.addEventListener(sign, () => {
      heldUntilMs = performance.now() + heldForMs;
    });

  /** @param {Opened} what @param {readonly Opened[]} [behind] what is gone back to */
  function open(what, behind = []) {
    opened = [...behind, what];
    if (typeof what === 'object' && 'id' in what) pages.recommendation.arm();
    document.body.dataset['pane'] = 'detail';
    changed();
  }

  /** One step back, and at last to the queue. */
  function leave() {
    opened = opened.slice(0, -1);
    heldUntilMs = 0;
    if (opened.length === 0) {
      delete document.body.dataset['pane'];
      pages.machines.clear();
      const current = document.querySelector('#queue .card[aria-current="true"]');
      if (current instanceof HTMLElement) current.focus();
    }
    changed();
  }

  /** @returns {Opened | null} */
  function current() {
    const top = opened.at(-1);
    if (top !== undefined) return top;
    const worst = queue.sections.pending[0]?.recommendation.id ?? null;
    // A dialog belongs to what was shown when it was opened.
    const held = performance.now() < heldUntilMs || document.querySelector('dialog[open]') !== null;
    if (!held || followed === null) followed = worst;
    return followed === null ? null : { id: followed };
  }

  return {
    root,
    leave,
    /** @param {string} id */
    openAlert: (id) => open({ id }),
    /** @param {Machine} machine */
    openMachine: (machine) => open({ machine }, opened.filter((each) => typeof each === 'string').slice(-1)),
    openMachines: () => opened.at(-1) === 'machines' || open('machines'),
    openAlarms: () => opened.at(-1) === 'alarms' || open('alarms'),
    /** Closes pages of sites that this screen may no longer see. @param {(siteId: string) => boolean} mayKeep */
    closeUnless(mayKeep) {
      const site = last?.recommendation.siteId;
      opened = opened.filter((each) => {
        if (typeof each === 'string') return true;
        const siteId = 'machine' in each ? each.machine.siteId : site;
        return siteId !== undefined && mayKeep(siteId);
      });
      last = null;
      followed = null;
    },

    /** The alert on the screen, for the queue to mark; null when another thing is. */
    show() {
      const what = current();
      const id = what !== null && typeof what === 'object' && 'id' in what ? what.id : null;
      const chosen = what !== null && typeof what === 'object' && 'machine' in what ? what.machine : null;
      // After a restore the plant is another one; what was opened is looked for in it by its name.
      const machine = chosen === null ? null : (plant.machines.get(chosen.key) ?? chosen);
      if (id !== null) last = queue.get(id) ?? (last?.recommendation.id === id ? last : null);
      const entry = id === null ? null : last;
      if (entry === null) pages.recommendation.hide();
      if (machine === null) pages.machine.hide();
      if (what !== 'machines') pages.machines.hide();
      if (what !== 'alarms') pages.alarms.hide();
      const page =
        entry !== null
          ? pages.recommendation.root
          : machine !== null
            ? pages.machine.root
            : what === 'machines'
              ? pages.machines.root
              : what === 'alarms'
                ? pages.alarms.root
                : empty;
      if (page.parentElement !== root) {
        const hadFocus = root.contains(document.activeElement);
        root.replaceChildren(back, page);
        root.scrollTop = 0;
        if (hadFocus) root.focus();
      }
      back.hidden = opened.length === 0;
      setText(back, `‹ Back to the ${behindWords[String(opened.at(-2))] ?? 'queue'}`);
      if (entry !== null) pages.recommendation.show(entry, opened.length > 0);
      if (machine !== null) pages.machine.show(machine);
      if (what === 'machines') pages.machines.show();
      if (what === 'alarms') pages.alarms.show();
      return id;
    },
  };
}
