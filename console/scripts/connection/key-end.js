/** Warns before this screen's key expires. */

/** @import { Access } from './access.js' */

import { notice } from '../page/notices.js';
import { ahead, dayAndTime } from '../page/words.js';
import { now } from './clock.js';

const dayMs = 86_400_000;
const toldFromMs = 7 * dayMs;

/**
 * Tells days before when this screen's key ends, at each start and once a day: nobody should find out by a dark screen.
 *
 * @param {Access} access
 */
export function createKeyEnd(access) {
  let toldOf = '';
  let toldAtMs = 0;
  let putAway = () => undefined;

  return {
    tick() {
      const { keyId = null, expiresAt = null } = (access.refusal() === null ? access.caller() : null) ?? {};
      const key = JSON.stringify([keyId, expiresAt]);
      if (key !== toldOf) {
        // The key is another one, or is refused: the warning about the previous key no longer holds.
        toldOf = key;
        toldAtMs = 0;
        putAway();
      }
      if (expiresAt === null) return;
      const leftMs = Date.parse(expiresAt) - now();
      if (leftMs <= 0 || leftMs > toldFromMs || now() - toldAtMs < dayMs) return;
      toldAtMs = now();
      putAway();
      putAway = notice(
        `This screen’s key ends on ${dayAndTime(expiresAt)}, in ${ahead(leftMs)}: ask for a new one.`,
        'staying',
      );
    },
  };
}
