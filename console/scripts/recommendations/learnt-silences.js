/** What operators' decisions have silenced, below the queue: each kind with who rejected it, since when, and a button that undoes it. */

/** @import { LearntSilence, Send } from '../../types.ts' */
/** @import { Operator } from '../connection/operator.js' */
import { now } from '../connection/clock.js';
import { learntSilences, liftSilence } from '../connection/learning-operations.js';
import { arrange } from '../page/arrange.js';
import { ask, field, textOf } from '../page/dialog.js';
import { element, part, setText } from '../page/elements.js';
import { notice } from '../page/notices.js';
import { foreign, joined, own, phrase, put } from '../page/phrase.js';
import { counted, dayAndTime, moment, spaced } from '../page/words.js';

const askEveryMs = 30_000;
/** Decisions are learnt from a moment after they were made. */
const learntAfterMs = 2_000;

/**
 * @param {object} options
 * @param {Send} options.send
 * @param {Operator} options.operator
 * @param {() => boolean} options.mayDecide
 */
export function createLearntSilences({ send, operator, mayDecide }) {
  const count = element('span', { class: 'queue-count' });
  const list = element('ul', { class: 'queue-list' });
  const note = element(
    'p',
    { class: 'queue-note' },
    'These are recorded and interrupt nobody, because they were rejected again and again. Their alarms stand as ever.',
  );
  const root = element(
    'section',
    { class: 'queue-part learnt', 'aria-label': 'Learnt silences', hidden: true },
    element('h2', {}, 'Learnt to be quiet ', count),
    note,
    list,
  );
  part('queue', HTMLElement).append(root);
  /** @type {Map<string, ReturnType<typeof createRow>>} */
  const rows = new Map();
  let dueAtMs = 0;

  async function read() {
    /** @type {{ silences: readonly LearntSilence[] }} */
    const { silences } = await send(learntSilences, {});
    for (const id of rows.keys()) if (!silences.some(({ silenceId }) => silenceId === id)) rows.delete(id);
    arrange(
      list,
      silences.map((silence) => {
        const row = rows.get(silence.silenceId) ?? createRow(lift);
        rows.set(silence.silenceId, row);
        row.show(silence, mayDecide());
        return row.root;
      }),
    );
    setText(count, String(silences.length));
    root.hidden = silences.length === 0;
  }

  /** @param {LearntSilence} silence */
  async function lift(silence) {
    if ((await operator.required()) === null) return;
    const reason = element('textarea', { name: 'reason', class: 'input', rows: 2, maxlength: 4_000, autofocus: true });
    const answer = await ask({
      title: phrase`Let ${kindOf(silence)} interrupt again?`,
      fields: [
        element(
          'p',
          { class: 'dialog-text' },
          'What was decided on it so far is forgotten for learning, and kept in the audit.',
        ),
        field('Reason', reason, 'Not required. It is kept with your name.'),
      ],
      answers: [{ label: 'Let it interrupt again' }],
    });
    if (answer === null) return;
    const why = textOf(answer, 'reason');
    try {
      await send(liftSilence, { silenceId: silence.silenceId, reason: why === '' ? null : why });
      notice(phrase`${kindOf(silence)} interrupts again.`);
      await read();
    } catch (error) {
      const told = error instanceof Error ? error.message : String(error);
      notice(phrase`Not undone. ${foreign(told, { kind: 'text', most: 600 })}`, 'staying');
    }
  }

  return {
    /** Somebody has decided: what is silenced may be another list soon. */
    wanted() {
      dueAtMs = Math.min(dueAtMs, performance.now() + learntAfterMs);
    },
    /** Another site or server: nothing of the former one is shown. */
    startAnew() {
      rows.clear();
      list.replaceChildren();
      root.hidden = true;
      dueAtMs = 0;
    },
    /** To be called each second. @param {boolean} isLive */
    tick(isLive) {
      if (!isLive || performance.now() < dueAtMs) return;
      dueAtMs = performance.now() + askEveryMs;
      // Without an answer the list stays as it was last read; the next question is asked in any case.
      read().catch(() => undefined);
    },
  };
}

/** @param {(silence: LearntSilence) => void} lift */
function createRow(lift) {
  const what = element('p', { class: 'learnt-kind' });
  const why = element('p', { class: 'queue-note' });
  /** @type {LearntSilence | null} */
  let shown = null;
  const undo = element(
    'button',
    { type: 'button', class: 'tool', onclick: () => shown !== null && lift(shown) },
    'Let it interrupt again …',
  );
  return {
    root: element('li', { class: 'learnt-row' }, what, why, undo),
    /** @param {LearntSilence} silence @param {boolean} mayDecide */
    show(silence, mayDecide) {
      shown = silence;
      undo.hidden = !mayDecide;
      put(what, kindOf(silence));
      put(why, reasonOf(silence));
    },
  };
}

/** @param {LearntSilence} silence */
function kindOf({ siteId, equipmentType, issueType, detector }) {
  const site = siteId === '*' ? own('every site') : phrase`${siteId}`;
  const type = equipmentType === '*' ? own('every type of machine') : phrase`${equipmentType}`;
  return phrase`${spaced(issueType)} (${spaced(detector)}), ${site}, ${type}`;
}

/** @param {LearntSilence} silence */
function reasonOf({ summary, rejectedBy, since, withheld, lastWithheldAt, lapsesAt }) {
  const by = joined(
    rejectedBy.map(({ operatorId, rejections }) => phrase`${operatorId} (${rejections})`),
    ', ',
  );
  const from = own(since === null ? '' : `, since ${moment(since, now())}`);
  const last = own(lastWithheldAt === null ? '' : `, last ${moment(lastWithheldAt, now())}`);
  const count = own(counted(withheld, 'time'));
  return phrase`${own(summary)} by ${by}${from}. ${count} kept quiet${last}. Asks again ${own(dayAndTime(lapsesAt))}.`;
}
