/** What an operator can do about an alarm, by its state: what is expected first as buttons, the rest behind one more. */

/** @import { Alarm, AlarmState } from '../../types.ts' */
/** @import { AlarmAction } from './alarm-actions.js' */
import { element } from '../page/elements.js';

/** @type {Readonly<Record<AlarmAction, string>>} */
const labels = {
  acknowledge: 'Acknowledge',
  confirm: 'It is done',
  comment: 'Note …',
  shelve: 'Shelve …',
  unshelve: 'Unshelve',
  silence: 'Silence',
  reset: 'Reset',
  takeOut: 'Out of service …',
  putBack: 'Back into service …',
};

/** @type {Readonly<Record<AlarmState, { readonly first: readonly AlarmAction[]; readonly more: readonly AlarmAction[] }>>} */
const possible = {
  UNACKNOWLEDGED: { first: ['acknowledge', 'shelve'], more: ['silence', 'comment', 'takeOut'] },
  ACKNOWLEDGED: { first: ['confirm', 'shelve'], more: ['comment', 'takeOut'] },
  RETURNED: { first: ['acknowledge'], more: ['comment', 'takeOut'] },
  LATCHED: { first: ['acknowledge', 'reset'], more: ['comment', 'takeOut'] },
  SHELVED: { first: ['unshelve'], more: ['acknowledge', 'comment', 'takeOut'] },
  SUPPRESSED: { first: [], more: ['acknowledge', 'comment', 'takeOut'] },
  OUT_OF_SERVICE: { first: ['putBack'], more: ['acknowledge', 'comment'] },
  NORMAL: { first: [], more: [] },
};

/** @param {AlarmAction} action @param {Alarm} alarm */
function isOpenTo(action, { isAcknowledged, isConfirmed, isSilenced }) {
  if (action === 'acknowledge') return !isAcknowledged;
  if (action === 'confirm') return isAcknowledged && !isConfirmed;
  if (action === 'reset') return isAcknowledged;
  return action !== 'silence' || !isSilenced;
}

/** @param {(action: AlarmAction) => void} press */
export function createAlarmTools(press) {
  const root = element('span', { class: 'alarm-tools' });
  let shown = '';

  /** @param {AlarmAction} action */
  const button = (action) =>
    element(
      'button',
      {
        type: 'button',
        class: 'tool',
        'data-action': action,
        onclick: () => {
          root.querySelector('details')?.removeAttribute('open');
          press(action);
        },
      },
      labels[action],
    );

  return {
    root,
    /** @param {Alarm} alarm @param {boolean} mayDecide */
    show(alarm, mayDecide) {
      const { first, more } = possible[alarm.state];
      const open = (/** @type {readonly AlarmAction[]} */ some) =>
        mayDecide ? some.filter((each) => isOpenTo(each, alarm)) : [];
      const [buttons, others] = [open(first), open(more)];
      const wanted = `${buttons.join()} ${others.join()}`;
      if (shown === wanted) return;
      shown = wanted;
      root.replaceChildren(
        ...buttons.map(button),
        ...(others.length === 0
          ? []
          : [
              element(
                'details',
                { class: 'alarm-more' },
                element('summary', { class: 'tool', title: 'What else can be done about it' }, 'More'),
                element('span', { class: 'alarm-more-tools' }, ...others.map(button)),
              ),
            ]),
      );
    },
  };
}
