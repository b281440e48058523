/** The strip of machines at the bottom of the page, those that need attention first. */

/** @import { Machine, Plant } from './plant.js' */
import { arrange } from '../page/arrange.js';
import { element, part, setText } from '../page/elements.js';
import { createTile } from './tile.js';

/** The most tiles that are shown; the list of machines has all. */
const mostTiles = 60;
/** While a pointer rests on the strip, its order is kept for at most this time. */
const heldForMs = 30_000;

/**
 * The strip of machines in the order of need: those beyond a limit, in alarm or with an open alert first, then those in doubt, then by name.
 *
 * @param {object} options
 * @param {Plant} options.plant
 * @param {(machine: Machine) => void} options.select
 * @param {HTMLElement} options.search
 * @param {() => void} options.showAll
 */
export function createPlantView({ plant, select, search, showAll }) {
  const list = element('ul', { class: 'plant-list' });
  const summary = element('span', { class: 'plant-summary' });
  const all = element('button', { type: 'button', class: 'tool', onclick: showAll }, 'All machines');
  part('plant', HTMLElement).append(
    element(
      'div',
      { class: 'plant-head' },
      element('h2', { class: 'plant-title' }, 'Equipment now'),
      summary,
      search,
      all,
    ),
    list,
  );
  /** @type {Map<Machine, ReturnType<typeof createTile>>} */
  const tiles = new Map();
  /** @type {readonly Machine[]} */
  let drawn = [];
  let heldUntilMs = 0;

  // No tile may move while somebody is about to press it.
  for (const sign of ['pointermove', 'pointerdown', 'focusin'])
    list.addEventListener(sign, () => {
      heldUntilMs = performance.now() + heldForMs;
    });
  list.addEventListener('pointerleave', () => {
    heldUntilMs = 0;
  });

  /** @returns {readonly Machine[]} */
  function wanted() {
    const best = plant.inOrder.slice(0, mostTiles);
    if (performance.now() >= heldUntilMs || drawn.length < best.length) return best;
    return drawn.every((machine) => plant.machines.get(machine.key) === machine) ? drawn : best;
  }

  return {
    show() {
      const { counts } = plant;
      const hidden = counts.total - Math.min(mostTiles, counts.total);
      setText(summary, summaryOf(counts, hidden));
      setText(all, counts.total === 0 ? 'All machines' : `All ${counts.total} machines`);
      const next = wanted();
      const same = next.length === drawn.length && next.every((machine, index) => machine === drawn[index]);
      drawn = next;
      for (const machine of drawn) {
        const tile = tiles.get(machine) ?? createTile(machine, select);
        tiles.set(machine, tile);
        tile.update();
      }
      if (same) return;
      arrange(
        list,
        drawn.flatMap((machine) => tiles.get(machine)?.root ?? []),
      );
      const kept = new Set(drawn);
      for (const machine of tiles.keys()) if (!kept.has(machine)) tiles.delete(machine);
    },
  };
}

/** @param {Plant['counts']} counts @param {number} hidden */
function summaryOf(counts, hidden) {
  if (counts.total === 0) return 'No machine is known yet';
  const parts = [
    counts.beyond > 0 ? `${counts.beyond} beyond a limit` : '',
    counts.alarmed > 0 ? `${counts.alarmed} in alarm` : '',
    counts.doubtful > 0 ? `${counts.doubtful} of ${counts.total} not wholly current` : `all ${counts.total} current`,
    counts.inactive > 0 ? `${counts.inactive} out of service` : '',
    hidden > 0 ? `${hidden} more in the list` : '',
  ];
  return parts.filter((each) => each !== '').join(' · ');
}
