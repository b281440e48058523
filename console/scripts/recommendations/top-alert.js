/** The banner at the top of the page: the worst alert and the worst condition, or that all is well. */

/** @import { QueueEntry, Severity } from '../../types.ts' */
/** @import { Phrase } from '../page/phrase.js' */
/** @import { Machine, Plant } from '../machines/plant.js' */
import { now } from '../connection/clock.js';
import { valueBesideLimit } from '../machines/limits.js';
import { element, part, setText } from '../page/elements.js';
import { foreign, own, phrase, put } from '../page/phrase.js';
import { severityMark } from '../page/severity-mark.js';
import { counted, placeName, roughDuration, severityRank, spaced, worse } from '../page/words.js';

const descriptionMost = 240;

/**
 * What a person must know from across the room: the worst alert that waits for a decision, and the worst value beyond its limit or active
 * alarm, whether or not anybody has decided about it or acknowledged it. It is green only when all that is known is within its limits, and all is known.
 *
 * @param {object} options
 * @param {Plant} options.plant
 * @param {(id: string) => void} options.select
 * @param {(machine: Machine) => void} options.selectMachine
 * @param {() => boolean} options.limitsKnown
 * @param {() => boolean} options.queueKnown
 * @param {() => boolean} options.isLive
 */
export function createTopAlert({ plant, select, selectMachine, limitsKnown, queueKnown, isLive }) {
  const root = part('top-alert', HTMLElement);
  const age = element('span', { class: 'top-age' });
  const others = element('span', { class: 'top-others' });
  const sum = element('p', { class: 'top-sum', role: 'status' });
  const note = element('p', { class: 'top-note' });
  const alert = bigButton(() => shown.worst !== undefined && select(shown.worst.recommendation.id));
  const values = bigButton(() => shown.machine !== undefined && selectMachine(shown.machine));
  alert.aside.append(element('span', { class: 'top-label' }, 'waiting'), age, others);
  root.append(sum, note);
  /** @type {{ worst: QueueEntry | undefined; machine: Machine | undefined; changes: number }} */
  const shown = { worst: undefined, machine: undefined, changes: -1 };
  let truncated = false;

  function tick() {
    if (shown.worst !== undefined)
      setText(age, roughDuration(now() - Date.parse(shown.worst.recommendation.createdAt)));
  }

  return {
    tick,
    /** @param {boolean} isTruncated more wait than this page has read */
    noteTruncated(isTruncated) {
      truncated = isTruncated;
    },
    /** @param {readonly QueueEntry[]} pending in the order of work */
    show(pending) {
      const [worst] = pending;
      const machine = worstMachine(plant);
      const tone = machine?.assessment.worst ?? null;
      if (worst !== undefined && worst !== shown.worst) alert.show(worst.recommendation.severity, ...alertWords(worst));
      if (machine !== undefined && (machine !== shown.machine || machine.changes !== shown.changes))
        values.show(tone ?? 'MEDIUM', ...machineWords(machine));
      shown.worst = worst;
      shown.machine = machine;
      shown.changes = machine?.changes ?? -1;
      setText(others, pending.length < 2 ? 'the only one' : `and ${pending.length - 1}${truncated ? ' or' : ''} more`);

      const calm = worst === undefined && machine === undefined;
      const state = !isLive()
        ? 'unknown'
        : calm
          ? !queueKnown() || isDoubtful(plant, limitsKnown())
            ? 'doubt'
            : 'well'
          : 'alarm';
      root.dataset['state'] = state;
      root.dataset['severity'] = calm ? 'none' : (worst?.recommendation.severity ?? tone ?? 'none').toLowerCase();
      root.dataset['waits'] = String(worst !== undefined);
      put(
        sum,
        own(
          `${isLive() ? '' : queueKnown() ? 'Not live. Last known: ' : 'Not live. '}${truncated ? 'At least ' : ''}${headline(plant, pending.length, limitsKnown(), queueKnown())}`,
        ),
      );
      put(note, own(calm ? remarks(plant, limitsKnown()) : ''));
      note.hidden = !calm;
      // The worse of the two is first and large; of equals, the alert that waits for a decision.
      const valuesFirst =
        tone !== null && (worst === undefined || severityRank[tone] > severityRank[worst.recommendation.severity]);
      const rows = [valuesFirst ? values : alert, valuesFirst ? alert : values];
      const wanted = rows.filter((row) => (row === alert ? worst : machine) !== undefined);
      for (const [index, row] of wanted.entries()) row.root.dataset['size'] = index === 0 ? 'large' : 'small';
      const nodes = [...wanted.map((row) => row.root), sum, note];
      if (nodes.length !== root.children.length || nodes.some((node, index) => root.children[index] !== node))
        root.replaceChildren(...nodes);
      tick();
    },
  };
}

/** @param {Plant} plant */
function worstMachine({ counts, inOrder }) {
  if (counts.beyond + counts.alarmed === 0) return undefined;
  // Machines are sorted by pending alerts as well; here only conditions count.
  /** @type {Machine | undefined} */
  let found;
  for (const machine of inOrder) {
    const { worst } = machine.assessment;
    const urgent = worse(worst, machine.alert?.severity ?? null);
    const least = found?.assessment.worst ?? null;
    if (urgent === null || (least !== null && severityRank[least] >= severityRank[urgent])) break;
    if (worst !== null && (least === null || severityRank[worst] > severityRank[least])) found = machine;
  }
  return found;
}

/** @param {() => unknown} press */
function bigButton(press) {
  const mark = element('span', { class: 'top-mark' });
  const severity = element('span', { class: 'top-severity' });
  const equipment = element('span', { class: 'top-equipment' });
  const description = element('span', { class: 'top-description' });
  const aside = element('span', { class: 'top-aside' });
  const root = element(
    'button',
    { type: 'button', class: 'top-button', onclick: press },
    mark,
    element('span', { class: 'top-name' }, severity, equipment),
    description,
    aside,
  );
  return {
    root,
    aside,
    /** @param {Severity} tone @param {string} word @param {Phrase} place @param {Phrase} words */
    show(tone, word, place, words) {
      if (root.dataset['severity'] !== tone.toLowerCase()) mark.replaceChildren(severityMark(tone));
      root.dataset['severity'] = tone.toLowerCase();
      setText(severity, word);
      put(equipment, place);
      put(description, words);
    },
  };
}

/** @param {QueueEntry} entry @returns {[string, Phrase, Phrase]} */
function alertWords({ recommendation }) {
  const { severity, issueDescription, issueType } = recommendation;
  const said = foreign(issueDescription ?? issueType, { kind: 'text', most: descriptionMost });
  return [severity, placeName(recommendation), said];
}

/** The value beside its limit; the alarm, where no value is beyond a limit or the alarm is worse. @param {Machine} machine @returns {[string, Phrase, Phrase]} */
function machineWords(machine) {
  const { condition } = machine;
  const { exceeded } = machine.assessment;
  if (
    condition !== null &&
    (exceeded === null || severityRank[condition.severity] > severityRank[exceeded.limit.severity])
  ) {
    const said = foreign(condition.sentence, { kind: 'text', most: descriptionMost });
    return [`${condition.severity} ALARM, ${condition.state.replaceAll('_', ' ')}`, placeName(machine), said];
  }
  if (exceeded === null) return ['', placeName(machine), []];
  const { status, judged, limit } = exceeded;
  return [
    `BEYOND ${limit.name.toUpperCase()}`,
    placeName(machine),
    phrase`${spaced(status.sensorType)} ${valueBesideLimit(status, judged)}${own(machine.assessment.stale ? ' (stale)' : '')}`,
  ];
}

/** @param {Plant} plant @param {number} waiting @param {boolean} limitsKnown @param {boolean} queueKnown */
function headline({ counts }, waiting, limitsKnown, queueKnown) {
  if (!queueKnown && waiting === 0) return `The queue is not read yet · ${valuesLine(counts, limitsKnown)}`;
  const waits = waiting === 0 ? 'Nothing waits' : waiting === 1 ? '1 alert waits' : `${waiting} alerts wait`;
  return `${waits} for a decision · ${valuesLine(counts, limitsKnown)}`;
}

/** @param {Plant['counts']} counts @param {boolean} limitsKnown */
function valuesLine(counts, limitsKnown) {
  if (counts.beyond > 0) return `${counted(counts.beyond, 'machine is', 'machines are')} beyond a limit`;
  if (counts.alarmed > 0) return `${counted(counts.alarmed, 'machine is', 'machines are')} in alarm`;
  if (counts.total === 0) return 'no machine is known yet';
  if (!limitsKnown || counts.unknown > 0) return 'limits are being read';
  if (counts.unlimited === counts.total) return 'no limit is known for any machine';
  return counts.doubtful > 0
    ? `no value is known to be beyond a limit, ${counts.doubtful} of ${counts.total} machines are in doubt`
    : 'no value is beyond a limit';
}

/** @param {Plant} plant @param {boolean} limitsKnown */
function isDoubtful({ counts }, limitsKnown) {
  return !limitsKnown || counts.total === 0 || counts.doubtful > 0 || counts.unlimited === counts.total;
}

/** @param {Plant} plant @param {boolean} limitsKnown */
function remarks({ counts }, limitsKnown) {
  if (!limitsKnown || counts.total === 0) return '';
  const parts = [
    counts.bad > 0 ? `bad quality on ${counts.bad}` : '',
    counts.stale > 0 ? `stale values on ${counts.stale}` : '',
    counts.late > 0 ? `late values on ${counts.late}` : '',
    counts.incomparable > 0 ? `values that cannot be compared with their limits on ${counts.incomparable}` : '',
    counts.silent > 0 ? `no readings from ${counts.silent}` : '',
    counts.unlimited > 0 ? `no limits for ${counts.unlimited}` : '',
    counts.inactive > 0 ? `${counts.inactive} out of service` : '',
  ].filter((each) => each !== '');
  return parts.length === 0
    ? `All ${counted(counts.total, 'machine')} current.`
    : `Of ${counted(counts.total, 'machine')}: ${parts.join(', ')}.`;
}
