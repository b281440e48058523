/** The buttons by which an operator decides on an alert. */

/** @import { Recommendation } from '../../types.ts' */
/** @import { Decision, Report } from './decisions.js' */

import { element } from '../page/elements.js';
import { longText } from '../page/long-text.js';
import { own, put } from '../page/phrase.js';
import { possibleDecisions } from './decisions.js';

const faces = /** @type {const} */ ({
  approve: { label: 'Approve', key: 'A', kind: 'primary' },
  defer: { label: 'Defer …', key: 'D', kind: 'plain' },
  reject: { label: 'Reject …', key: 'R', kind: 'reject' },
  complete: { label: 'Done …', key: 'W', kind: 'primary' },
});

/** A press that comes sooner after another alert was shown is taken to be meant for the previous one. */
const armingMs = 1_000;
/** @type {Report} */
const movedUnderHand = {
  tone: 'bad',
  text: own('Not sent: another alert came to this place just now. Look, then press again.'),
};

/**
 * The buttons for what is possible now, and what came of the last press.
 *
 * @param {(decision: Decision, recommendation: Recommendation) => Promise<Report | null>} decide
 * @param {() => boolean} mayDecide
 */
export function createDecisionBar(decide, mayDecide) {
  const buttons = element('div', { class: 'decisions' });
  const words = element('p', {});
  const written = element('div', {});
  const report = element('div', { class: 'report', role: 'alert', hidden: true }, words, written);
  let shownFor = '';
  let busy = false;
  let armedAtMs = 0;

  /** @param {Decision} decision @param {Recommendation} recommendation */
  async function press(decision, recommendation) {
    if (busy) return;
    if (performance.now() < armedAtMs) return say(movedUnderHand);
    busy = true;
    buttons.setAttribute('aria-busy', 'true');
    try {
      const came = await decide(decision, recommendation);
      if (came !== null) say(came);
    } finally {
      busy = false;
      buttons.removeAttribute('aria-busy');
    }
  }

  /** @param {Report | null} came */
  function say(came) {
    report.hidden = came === null;
    report.dataset['tone'] = came?.tone ?? '';
    put(words, came?.text ?? []);
    written.replaceChildren(
      ...(came?.written ? [element('p', { class: 'detail-status' }, 'What you wrote:'), longText(came.written)] : []),
    );
  }

  return {
    buttons,
    report,
    /** The operator has asked for what is shown: the next press is meant for it. */
    arm() {
      armedAtMs = 0;
    },
    /**
     * @param {Recommendation} recommendation
     * @param {{ readonly fresh: boolean; readonly replaced: boolean }} change another one than before; not by the operator's choice
     */
    show(recommendation, { fresh, replaced }) {
      if (fresh) say(null);
      if (fresh) armedAtMs = replaced ? performance.now() + armingMs : 0;
      const { id, version, status } = recommendation;
      const possible = possibleDecisions[status];
      const onlyLooks = possible.length > 0 && !mayDecide();
      const key = `${id} ${version} ${status} ${onlyLooks}`;
      if (key === shownFor) return;
      shownFor = key;
      const hadFocus = buttons.contains(document.activeElement);
      if (onlyLooks) {
        buttons.replaceChildren(element('p', { class: 'decisions-none' }, 'This key may look only.'));
        return;
      }
      buttons.replaceChildren(
        ...possible.map((decision) => {
          const { label, key: letter, kind } = faces[decision];
          return element(
            'button',
            {
              type: 'button',
              class: `decide decide-${kind}`,
              'data-key': letter.toLowerCase(),
              'aria-keyshortcuts': letter,
              onclick: () => void press(decision, recommendation),
            },
            label,
            element('kbd', { 'aria-hidden': 'true' }, letter),
          );
        }),
      );
      if (hadFocus) (buttons.querySelector('button') ?? report.closest('section'))?.focus();
    },
  };
}
