/** The recommendations that the page knows, in sections, each in the order in which they should be worked on. */

/** @import { QueueEntry, Recommendation } from '../../types.ts' */
/** @import { MachineAlert } from '../machines/plant.js' */
import { machineKey } from '../machines/plant.js';
import { createSorted } from '../page/sorted.js';
import { severityRank, worse } from '../page/words.js';

const keptClosed = 20;

const unknown = { latencyMs: null, missed: false, normalSince: null };

/** @typedef {'pending' | 'approved' | 'deferred' | 'closed'} Section */
/** @typedef {Readonly<Record<Section, readonly QueueEntry[]>>} Sections */

/** What this screen knows of the recommendations: the newest version of each, in the order of work. */
export function createQueue() {
  /** @type {Map<string, QueueEntry>} */
  const entries = new Map();
  const lists = {
    pending: createSorted(worstThenNewest),
    approved: createSorted(worstThenNewest),
    deferred: createSorted(worstThenNewest),
    closed: createSorted(lastChanged),
  };
  /** The pending recommendations of each machine. @type {Map<string, Set<QueueEntry>>} */
  const waiting = new Map();
  /** Machines whose pending recommendations have changed. @type {Map<string, Recommendation>} */
  const changedPlaces = new Map();

  /** @param {QueueEntry} entry */
  function add(entry) {
    const { recommendation } = entry;
    entries.set(recommendation.id, entry);
    const section = sectionOf(recommendation);
    lists[section].add(entry);
    if (section === 'pending') {
      const key = machineKey(recommendation);
      const there = waiting.get(key) ?? new Set();
      waiting.set(key, there.add(entry));
      changedPlaces.set(key, recommendation);
    }
    const oldest = lists.closed.items[keptClosed];
    if (oldest !== undefined) remove(oldest);
  }

  /** @param {QueueEntry} entry */
  function remove(entry) {
    const { recommendation } = entry;
    entries.delete(recommendation.id);
    const section = sectionOf(recommendation);
    lists[section].remove(entry);
    if (section !== 'pending') return;
    const key = machineKey(recommendation);
    const there = waiting.get(key);
    there?.delete(entry);
    if (there?.size === 0) waiting.delete(key);
    changedPlaces.set(key, recommendation);
  }

  return {
    /** @param {string} id */
    get: (id) => entries.get(id),
    /** Each in the order of work: worst first, then newest; what is closed only by its time. @type {Sections} */
    sections: {
      pending: lists.pending.items,
      approved: lists.approved.items,
      deferred: lists.deferred.items,
      closed: lists.closed.items,
    },

    /**
     * Takes over a recommendation unless a newer version of it is known; false when it was.
     *
     * @param {Recommendation} recommendation
     * @param {Partial<QueueEntry>} [came]
     */
    take(recommendation, came = {}) {
      const known = entries.get(recommendation.id);
      if (known !== undefined && known.recommendation.version > recommendation.version) return false;
      if (known !== undefined) remove(known);
      add({ ...unknown, ...known, ...came, recommendation });
      return true;
    },

    /**
     * Another program deleted it, or moved it to where this screen may not look: it waits for nobody here.
     *
     * @param {string} id
     */
    remove(id) {
      const known = entries.get(id);
      if (known !== undefined) remove(known);
    },

    /**
     * Notes since when the value that a recommendation was raised for is normal again; null: it is not, or no more.
     *
     * @param {string} id
     * @param {string | null} normalSince
     */
    setNormalSince(id, normalSince) {
      const known = entries.get(id);
      if (known === undefined || known.normalSince === normalSince) return;
      remove(known);
      add({ ...known, normalSince });
    },

    /** @param {readonly Recommendation[]} recommendations all there are */
    replace(recommendations) {
      const before = new Map(entries);
      for (const entry of before.values()) remove(entry);
      for (const recommendation of recommendations) {
        const known = before.get(recommendation.id);
        add({ ...unknown, ...known, recommendation });
      }
    },

    /**
     * What waits on the machines where that has changed since it was last asked.
     *
     * @returns {{ readonly place: Recommendation; readonly alert: MachineAlert | null }[]}
     */
    changes() {
      const changed = [...changedPlaces].map(([key, place]) => ({ place, alert: alertOf(waiting.get(key)) }));
      changedPlaces.clear();
      return changed;
    },
  };
}

/** @typedef {ReturnType<typeof createQueue>} Queue */

/**
 * @param {Recommendation} recommendation
 * @returns {Section}
 */
function sectionOf({ status }) {
  switch (status) {
    case 'PENDING':
      return 'pending';
    case 'APPROVED':
      return 'approved';
    case 'DEFERRED':
      return 'deferred';
    default:
      return 'closed';
  }
}

/** @param {ReadonlySet<QueueEntry> | undefined} entries @returns {MachineAlert | null} */
function alertOf(entries) {
  /** @type {import('../../types.ts').Severity | null} */
  let severity = null;
  const sensorTypes = new Set();
  for (const { recommendation } of entries ?? []) {
    severity = worse(severity, recommendation.severity);
    if (recommendation.anomaly !== null) sensorTypes.add(recommendation.anomaly.sensorType);
    for (const { sensorType } of recommendation.findings) sensorTypes.add(sensorType);
  }
  return severity === null ? null : { severity, sensorTypes };
}

/** @param {QueueEntry} a @param {QueueEntry} b */
function worstThenNewest({ recommendation: a }, { recommendation: b }) {
  return severityRank[b.severity] - severityRank[a.severity] || newest(a.createdAt, b.createdAt) || byId(a, b);
}

/** @param {QueueEntry} a @param {QueueEntry} b */
function lastChanged({ recommendation: a }, { recommendation: b }) {
  return newest(a.updatedAt, b.updatedAt) || byId(a, b);
}

/** The server's times all have one form, so that their text has their order. @param {string} a @param {string} b */
function newest(a, b) {
  return a === b ? 0 : a < b ? 1 : -1;
}

/** @param {Recommendation} a @param {Recommendation} b */
function byId(a, b) {
  return a.id < b.id ? -1 : Number(a.id > b.id);
}
