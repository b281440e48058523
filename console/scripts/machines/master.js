/** Reads the equipment master data (machines, sensors, limits) and reads it again from time to time. */

/** @import { EquipmentPage, Send } from '../../types.ts' */
/** @import { Plant } from './plant.js' */
import { equipmentPage } from '../connection/operations.js';

const pageSize = 500;
/** The most pages of machines that are read; other machines appear as soon as they send readings. */
const mostPages = 40;
/** The server sends no event when limits change, so they are read again. */
const readEveryMs = 120_000;
const tryAgainAfterMs = 10_000;
/** New machines often come together: the page waits a little before it reads them. */
const gatherMs = 1_000;

/**
 * The equipment master with all limits, read page by page and again every two minutes.
 *
 * @param {object} options
 * @param {Send} options.send
 * @param {Plant} options.plant
 * @param {() => void} options.changed
 */
export function createMaster({ send, plant, changed }) {
  let reading = false;
  let beganAtMs = Number.NEGATIVE_INFINITY;
  let dueAtMs = Number.POSITIVE_INFINITY;
  let isRead = false;
  /** Goes up when pages that are being read have to be dropped. */
  let generation = 0;

  async function read() {
    reading = true;
    beganAtMs = performance.now();
    dueAtMs = performance.now() + readEveryMs;
    const mine = generation;
    const unseen = new Set(plant.machines.values());
    try {
      /** @type {string | null} */
      let after = null;
      let pages = 0;
      do {
        /** @type {EquipmentPage} */
        const page = await send(equipmentPage, { first: pageSize, after });
        if (mine !== generation) return;
        const { edges, pageInfo } = page.equipmentList;
        for (const { node } of edges) {
          const place = { siteId: node.siteId, equipmentId: node.id };
          plant.describe(place, node);
          unseen.delete(plant.at(place));
        }
        after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
        pages += 1;
        changed();
      } while (after !== null && pages < mostPages);
      if (after === null) for (const machine of unseen) plant.describe(machine, null);
      isRead = true;
    } catch {
      // Known limits stay. Unknown ones are shown as unknown and read again.
      dueAtMs = performance.now() + tryAgainAfterMs;
    } finally {
      reading = false;
    }
    changed();
  }

  return {
    /** Whether all of it has been read once. */
    isRead: () => isRead,
    /** To be called each second. @param {boolean} isLive */
    tick(isLive) {
      if (isLive && !reading && !document.hidden && performance.now() >= dueAtMs) void read();
    },
    /** Read it with the next tick. */
    wanted() {
      dueAtMs = performance.now();
    },
    /** A machine or a sensor that the last pages did not have. */
    missed() {
      const soonestMs = Math.max(performance.now() + gatherMs, beganAtMs + tryAgainAfterMs);
      dueAtMs = Math.min(dueAtMs, soonestMs);
    },
    forget() {
      generation += 1;
      isRead = false;
      dueAtMs = performance.now();
    },
  };
}

/** @typedef {ReturnType<typeof createMaster>} Master */
