/** One machine in the strip at the bottom of the page. */

/** @import { Severity } from '../../types.ts' */
/** @import { Machine } from './plant.js' */
import { element, setText } from '../page/elements.js';
import { phrase, plainText, put } from '../page/phrase.js';
import { severityMark } from '../page/severity-mark.js';
import { placeName, severityRank, spaced } from '../page/words.js';
import { assessmentWord } from './assessment.js';
import { valueBesideLimit } from './limits.js';

const sensorsPerTile = 2;
/** The sensors that a tile shows first for a machine that is not beyond a limit. */
const telling = ['vibration', 'temperature', 'pressure', 'throughput', 'speed'];

/** @param {Machine} machine @param {(machine: Machine) => void} select */
export function createTile(machine, select) {
  const mark = element('span', { class: 'tile-mark' });
  const name = element('span', { class: 'tile-name' });
  const state = element('span', { class: 'tile-state' });
  const values = element('span', { class: 'tile-values' });
  const button = element(
    'button',
    { type: 'button', class: 'tile', onclick: () => select(machine) },
    element('span', { class: 'tile-head' }, mark, name, state),
    values,
  );
  put(name, placeName(machine));
  button.title = plainText(placeName(machine));
  /** @type {Severity | null} */
  let marked = null;
  let drawn = -1;
  return {
    root: element('li', {}, button),
    update() {
      if (drawn === machine.changes) return;
      drawn = machine.changes;
      const { assessment, alert } = machine;
      // Colour is the third sign, beside the word and the shape.
      button.dataset['severity'] = assessment.worst ?? '';
      button.dataset['state'] = assessment.beyond
        ? 'beyond'
        : assessment.alarmed
          ? 'alarmed'
          : assessment.inactive
            ? 'inactive'
            : assessment.doubtful
              ? 'doubtful'
              : assessment.unlimited
                ? 'unlimited'
                : 'well';
      setText(state, `${assessmentWord(assessment)}${alert === null ? '' : ' · alert'}`);
      if (assessment.worst !== marked) {
        marked = assessment.worst;
        mark.replaceChildren(...(marked === null ? [] : [severityMark(marked)]));
      }
      const statuses = tellingSensors(machine);
      while (values.children.length > statuses.length * 2) values.lastElementChild?.remove();
      while (values.children.length < statuses.length * 2)
        values.append(element('span', { class: 'tile-sensor' }), element('span', { class: 'tile-value' }));
      for (const [index, status] of statuses.entries()) {
        const [label, value] = [values.children[index * 2], values.children[index * 2 + 1]];
        const judged = assessment.judgements.get(status.sensorType);
        if (label !== undefined) put(label, phrase`${spaced(status.sensorType)}`);
        if (value === undefined || judged === undefined) continue;
        value.classList.toggle('tile-beyond', judged.kind === 'beyond' && !assessment.inactive);
        put(value, valueBesideLimit(status, judged));
      }
      if (statuses.length === 0) values.replaceChildren();
    },
  };
}

/** @param {Machine} machine */
function tellingSensors({ sensors, alert, assessment }) {
  /** @param {string} sensorType */
  const rank = (sensorType) => {
    const exceeded = assessment.judgements.get(sensorType)?.exceeded ?? null;
    if (exceeded !== null) return -10 - severityRank[exceeded.severity];
    if (alert?.sensorTypes.has(sensorType)) return -1;
    const index = telling.findIndex((word) => sensorType.includes(word));
    return index === -1 ? telling.length : index;
  };
  return [...sensors.values()]
    .sort((a, b) => rank(a.sensorType) - rank(b.sensorType) || (a.sensorType < b.sensorType ? -1 : 1))
    .slice(0, sensorsPerTile);
}
