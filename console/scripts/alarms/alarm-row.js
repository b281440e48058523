/** One alarm in a list: what is wrong, since when, what people did about it, and what an operator can do. */

/** @import { Alarm, AlarmState } from '../../types.ts' */
/** @import { AlarmAction } from './alarm-actions.js' */
import { now } from '../connection/clock.js';
import { element, setText } from '../page/elements.js';
import { notice } from '../page/notices.js';
import { foreign, phrase, plainText, put } from '../page/phrase.js';
import { severityMark } from '../page/severity-mark.js';
import { placeName, spaced, sparseDuration } from '../page/words.js';
import { alarmSentence } from './alarm-words.js';

const sentenceMost = 220;
/** A press that comes sooner after another alarm stood in this place is taken to be meant for that one. */
const armingMs = 1_000;

const labels = /** @type {const} */ ({ acknowledge: 'Acknowledge', shelve: 'Shelve …', unshelve: 'Unshelve' });
/** @type {Readonly<Record<AlarmState, readonly AlarmAction[]>>} */
const possible = {
  UNACKNOWLEDGED: ['acknowledge', 'shelve'],
  ACKNOWLEDGED: ['shelve'],
  RETURNED: ['acknowledge'],
  LATCHED: ['acknowledge'],
  SHELVED: ['unshelve'],
  SUPPRESSED: [],
  OUT_OF_SERVICE: [],
  NORMAL: [],
};

/**
 * @typedef {object} RowOptions
 * @property {(action: AlarmAction, alarm: Alarm) => Promise<void>} act
 * @property {() => boolean} mayDecide
 * @property {(alarm: Alarm) => void} select shows its machine
 */

/** @param {RowOptions} options */
export function createAlarmRow({ act, mayDecide, select }) {
  const mark = element('span', { class: 'alarm-mark' });
  const severity = element('span', { class: 'alarm-severity' });
  const place = element('span', { class: 'alarm-place' });
  const age = element('span', { class: 'alarm-age' });
  const sentence = element('span', { class: 'alarm-sentence' });
  const state = element('span', { class: 'alarm-state' });
  const open = element(
    'button',
    { type: 'button', class: 'alarm-open', onclick: () => shown !== null && select(shown) },
    element('span', { class: 'alarm-head' }, mark, severity, place, age),
    sentence,
    state,
  );
  const tools = element('span', { class: 'alarm-tools' });
  const root = element('li', { class: 'alarm' }, open, tools);
  /** @type {Alarm | null} */
  let shown = null;
  let toolsFor = '';
  let armedAtMs = 0;
  let busy = false;

  /** @param {AlarmAction} action */
  async function press(action) {
    if (busy || shown === null) return;
    if (performance.now() < armedAtMs) {
      notice('Not sent: another alarm came to this place just now. Look, then press again.');
      return;
    }
    busy = true;
    try {
      await act(action, shown);
    } finally {
      busy = false;
    }
  }

  /** @param {Alarm} alarm */
  function showTools(alarm) {
    const actions = mayDecide()
      ? possible[alarm.state].filter((each) => each !== 'acknowledge' || !alarm.isAcknowledged)
      : [];
    if (toolsFor === actions.join()) return;
    toolsFor = actions.join();
    tools.replaceChildren(
      ...actions.map((action) =>
        element(
          'button',
          { type: 'button', class: 'tool', 'data-action': action, onclick: () => void press(action) },
          labels[action],
        ),
      ),
    );
  }

  const row = {
    root,

    tick() {
      if (shown !== null) setText(age, sparseDuration(now() - Date.parse(shown.activeSince)));
    },

    /** Another alarm stood here a moment ago. */
    hold() {
      armedAtMs = performance.now() + armingMs;
    },

    /** @param {Alarm} alarm */
    update(alarm) {
      // On each drawing, because what may be done depends on the screen's key as well.
      showTools(alarm);
      if (alarm === shown) return;
      if (alarm.severity !== shown?.severity) mark.replaceChildren(severityMark(alarm.severity));
      shown = alarm;
      root.dataset['severity'] = alarm.severity;
      root.dataset['state'] = alarm.state;
      root.dataset['active'] = String(alarm.isActive);
      setText(severity, alarm.severity);
      put(place, phrase`${placeName(alarm)}: ${spaced(alarm.problem)}`);
      put(sentence, foreign(alarm.sentence, { kind: 'text', most: sentenceMost }));
      put(state, alarmSentence(alarm, now()));
      tools.setAttribute('aria-label', plainText(phrase`${placeName(alarm)}: ${spaced(alarm.problem)}`));
      row.tick();
    },
  };
  return row;
}

/** @typedef {ReturnType<typeof createAlarmRow>} AlarmRow */
