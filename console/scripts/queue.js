/** @import { QueueEntry, Recommendation } from '../types.ts' */
import { severityRank } from './words.js';

const keptClosed = 20;

/** @typedef {'pending' | 'approved' | 'deferred' | 'closed'} Section */

/** What this screen knows of the recommendations: the newest version of each. */
export function createQueue() {
  /** @type {Map<string, QueueEntry>} */
  const entries = new Map();

  return {
    /** @param {string} id */
    get: (id) => entries.get(id),

    /**
     * Takes over a recommendation unless a newer version of it is known; false when it was.
     *
     * @param {Recommendation} recommendation
     * @param {Partial<QueueEntry>} [came]
     */
    take(recommendation, came = {}) {
      const known = entries.get(recommendation.id);
      if (known !== undefined && known.recommendation.version > recommendation.version) return false;
      entries.set(recommendation.id, { latencyMs: null, missed: false, ...known, ...came, recommendation });
      return true;
    },

    /** @param {readonly Recommendation[]} recommendations all there are */
    replace(recommendations) {
      const before = new Map(entries);
      entries.clear();
      for (const recommendation of recommendations) {
        const known = before.get(recommendation.id);
        entries.set(recommendation.id, { latencyMs: null, missed: false, ...known, recommendation });
      }
    },

    /** Each section in the order of work: worst first, then newest; what is closed only by its time. */
    sections() {
      /** @type {Record<Section, QueueEntry[]>} */
      const sections = { pending: [], approved: [], deferred: [], closed: [] };
      for (const entry of entries.values()) sections[sectionOf(entry.recommendation)].push(entry);
      for (const section of [sections.pending, sections.approved, sections.deferred]) section.sort(worstThenNewest);
      sections.closed.sort((a, b) => newest(a.recommendation.updatedAt, b.recommendation.updatedAt));
      for (const { recommendation } of sections.closed.splice(keptClosed)) entries.delete(recommendation.id);
      return sections;
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

/**
 * @param {QueueEntry} a
 * @param {QueueEntry} b
 */
function worstThenNewest({ recommendation: a }, { recommendation: b }) {
  return severityRank[b.severity] - severityRank[a.severity] || newest(a.createdAt, b.createdAt);
}

/** @param {string} a @param {string} b */
function newest(a, b) {
  return Date.parse(b) - Date.parse(a);
}
