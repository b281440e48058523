/** Planned maintenance of one machine, which hides its alarms for a time: what is planned, planning it, and ending it. */

/** @import { Maintenance, Send, Variables } from '../../types.ts' */
/** @import { Operator } from '../connection/operator.js' */
/** @import { Machine } from './plant.js' */
import { measuredNow, now } from '../connection/clock.js';
import { endMaintenance, planMaintenance, plannedMaintenance } from '../connection/maintenance-operations.js';
import { ask, field, phrasesFor, textOf } from '../page/dialog.js';
import { drafts } from '../page/drafts.js';
import { element } from '../page/elements.js';
import { notice } from '../page/notices.js';
import { foreign, own, phrase } from '../page/phrase.js';
import { dayAndTime, placeName } from '../page/words.js';

const hourMs = 3_600_000;
/** What other screens plan is seen within this time. */
const readAgainMs = 30_000;

/**
 * @param {object} options
 * @param {Send} options.send
 * @param {Operator} options.operator
 * @param {() => boolean} options.mayDecide
 */
export function createMaintenance({ send, operator, mayDecide }) {
  const list = element('ul', { class: 'maintenance-list' });
  const plan = element(
    'button',
    { type: 'button', class: 'tool', onclick: () => void askToPlan() },
    'Plan maintenance …',
  );
  const root = element('section', { class: 'maintenance', 'aria-label': 'Planned maintenance' }, list, plan);
  /** @type {Machine | null} */
  let shown = null;
  let readAtMs = Number.NEGATIVE_INFINITY;

  async function read() {
    const machine = shown;
    if (machine === null) return;
    readAtMs = performance.now();
    const { siteId, equipmentId } = machine;
    try {
      /** @type {{ suppressions: { edges: readonly { node: Maintenance }[] } }} */
      const { suppressions } = await send(plannedMaintenance, { siteId, equipmentId });
      if (shown?.key !== machine.key) return;
      const planned = suppressions.edges.map(({ node }) => node).filter(isStanding);
      list.replaceChildren(...planned.map(row));
    } catch {
      // It is read again in a moment; what stood there stays.
    }
  }

  /** @param {Maintenance} maintenance */
  function row({ suppressionId, from, until, reason, madeBy }) {
    const says = phrase`Maintenance from ${own(dayAndTime(from))} until ${own(dayAndTime(until ?? from))}, planned by ${madeBy}: ${foreign(reason, { kind: 'text', most: 400 })}`;
    const end = element(
      'button',
      { type: 'button', class: 'tool', onclick: () => void askToEnd(suppressionId) },
      'End it …',
    );
    return element('li', {}, element('span', {}, says), mayDecide() ? end : null);
  }

  async function askToPlan() {
    const machine = shown;
    if (machine === null || (await operator.required()) === null) return;
    const draftName = `maintenance ${machine.key}`;
    const reason = element('textarea', {
      name: 'reason',
      class: 'input',
      rows: 3,
      maxlength: 4_000,
      required: true,
      autofocus: true,
    });
    reason.value = drafts.read(draftName);
    reason.addEventListener('input', () => drafts.keep(draftName, reason.value));
    const from = element('input', { name: 'from', type: 'datetime-local', class: 'input' });
    const answer = await ask({
      title: phrase`Maintenance of ${placeName(machine)}: why, from when, and how long?`,
      fields: [
        element(
          'p',
          { class: 'dialog-text' },
          'Its alarms are hidden and kept meanwhile; what is still so afterwards is told then.',
        ),
        phrasesFor(reason, ['Regular service', 'Repair', 'Inspection']),
        field('Reason', reason, 'Everybody who looks at it later sees this.'),
        field('From', from, 'Empty: from now on.'),
      ],
      answers: [
        { label: '1 hour', value: '1' },
        { label: '8 hours', value: '8' },
        { label: '24 hours', value: '24' },
      ],
    });
    if (answer === null) return;
    const chosen = textOf(answer, 'from');
    const fromMs = chosen === '' ? await measuredNow('/healthz') : Date.parse(chosen);
    const until = new Date(fromMs + Number(textOf(answer, 'answer')) * hourMs).toISOString();
    const { siteId, equipmentId } = machine;
    const given = {
      siteId,
      equipmentId,
      from: new Date(fromMs).toISOString(),
      until,
      reason: textOf(answer, 'reason'),
    };
    if (await tell(planMaintenance, given)) drafts.drop(draftName);
  }

  /** @param {string} id */
  async function askToEnd(id) {
    if ((await operator.required()) === null) return;
    const answer = await ask({
      title: 'End the maintenance now?',
      fields: [element('p', { class: 'dialog-text' }, 'What is wrong with the machine by then is told at once.')],
      answers: [{ label: 'End it' }],
    });
    if (answer !== null) await tell(endMaintenance, { id });
  }

  /** @param {string} mutation @param {Variables} given @returns {Promise<boolean>} whether it was done */
  async function tell(mutation, given) {
    let refusal = null;
    try {
      /** @type {{ results: readonly { code: string | null; message: string | null }[] }} */
      const { results } = await send(mutation, given);
      refusal = results.find(({ code }) => code !== null)?.message ?? null;
    } catch (error) {
      refusal = error instanceof Error ? error.message : String(error);
    }
    if (refusal !== null) notice(phrase`Not recorded. ${foreign(refusal, { kind: 'text', most: 600 })}`, 'staying');
    await read();
    return refusal === null;
  }

  return {
    root,
    tick() {
      plan.hidden = !mayDecide();
      if (performance.now() - readAtMs >= readAgainMs) void read();
    },
    /** @param {Machine | null} machine */
    show(machine) {
      if (machine?.key !== shown?.key) list.replaceChildren();
      shown = machine;
      plan.hidden = !mayDecide();
      void read();
    },
  };
}

/** Neither a rule, nor over. @param {Maintenance} maintenance */
function isStanding({ kind, until }) {
  return kind === 'MAINTENANCE' && until !== null && Date.parse(until) > now();
}
