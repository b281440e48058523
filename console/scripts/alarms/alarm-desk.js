/** Puts the alarms' actions, panel and page together. */

/** @import { Alarm, Send } from '../../types.ts' */
/** @import { Access } from '../connection/access.js' */
/** @import { Operator } from '../connection/operator.js' */
/** @import { Machine, Plant } from '../machines/plant.js' */
/** @import { Alarms } from './alarms.js' */
import { createAlarmActions } from './alarm-actions.js';
import { createAlarmPanel } from './alarm-panel.js';
import { createAlarmsView } from './alarms-view.js';

/**
 * @param {object} options
 * @param {Alarms} options.alarms
 * @param {() => { readonly isLoaded: boolean; readonly isTruncated: boolean }} options.known
 * @param {Plant} options.plant
 * @param {Send} options.send
 * @param {Access} options.access
 * @param {Operator} options.operator
 * @param {(machine: Machine) => void} options.select
 * @param {() => void} options.showAll
 * @param {() => void} options.changed
 */
export function createAlarmDesk({ alarms, known, plant, send, access, operator, select, showAll, changed }) {
  /** Groups of floods whose alarms are all listed. @type {Set<string>} */
  const open = new Set();
  /** What was silenced on this screen alone. @type {Set<string>} */
  const quiet = new Set();
  const { act, actOnAll } = createAlarmActions({
    send,
    operator,
    done: (alarm) => {
      alarms.take(alarm);
      changed();
    },
  });
  const row = {
    act,
    actOnAll,
    isOpen: (/** @type {string} */ groupId) => open.has(groupId),
    toggle(/** @type {string} */ groupId) {
      if (!open.delete(groupId)) open.add(groupId);
      showAll();
      changed();
    },
    mayDecide: () => access.may('DECIDE'),
    select: (/** @type {Alarm} */ place) => select(plant.at(place)),
  };
  const { sections } = alarms;
  const page = createAlarmsView({ row, sections, known });
  const panel = createAlarmPanel({ row, sections, isLoaded: () => known().isLoaded, showAll });
  return {
    page,
    show: panel.show,
    /** Those for which the horn of this screen sounds. */
    ringing: () => alarms.ringing().filter((alarm) => !quiet.has(hornKey(alarm))),
    /** Turns the horn off on every screen of the site; on this one alone where its key only reads. */
    async silence() {
      if (access.may('DECIDE')) return actOnAll('silence', alarms.ringing());
      for (const alarm of alarms.ringing()) quiet.add(hornKey(alarm));
    },
    /** To be called each second. */
    tick() {
      panel.tick();
      page.tick();
    },
  };
}

/** An activation of an alarm at one level. @param {Alarm} alarm */
function hornKey({ id, activeSince, severity }) {
  return `${id} ${activeSince} ${severity}`;
}
