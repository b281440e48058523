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
  const { act } = createAlarmActions({
    send,
    operator,
    done: (alarm) => {
      alarms.take(alarm);
      changed();
    },
  });
  const row = {
    act,
    mayDecide: () => access.may('DECIDE'),
    select: (/** @type {Alarm} */ place) => select(plant.at(place)),
  };
  const { sections } = alarms;
  const page = createAlarmsView({ row, sections, known });
  const panel = createAlarmPanel({ row, sections, isLoaded: () => known().isLoaded, showAll });
  return {
    page,
    show: panel.show,
    /** To be called each second. */
    tick() {
      panel.tick();
      page.tick();
    },
  };
}
