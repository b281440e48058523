/** @import { Freshness, QueueEntry, Recommendation, RecommendationStatus, Severity } from '../types.ts' */

/** @type {Readonly<Record<Severity, number>>} */
export const severityRank = { CRITICAL: 3, HIGH: 2, MEDIUM: 1, LOW: 0 };

/** @type {Readonly<Record<RecommendationStatus, string>>} */
export const statusWords = {
  PENDING: 'waits for a decision',
  APPROVED: 'approved',
  REJECTED: 'rejected',
  DEFERRED: 'deferred',
  EXECUTED: 'done',
  EXPIRED: 'expired undecided',
};

/** @type {Readonly<Record<Freshness, string>>} */
export const freshnessWords = { CURRENT: 'current', WARNING: 'late', STALE: 'stale' };

const warningAfterMs = 60_000;
const staleAfterMs = 300_000;
const clockFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
/** Sweden writes dates as ISO 8601 does. */
const dayAndTimeFormat = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short' });

/**
 * @param {number} ageMs
 * @returns {Freshness}
 */
export function freshnessAt(ageMs) {
  return ageMs > staleAfterMs ? 'STALE' : ageMs > warningAfterMs ? 'WARNING' : 'CURRENT';
}

/** `03:12:05` in this machine's zone. @param {number | string} time */
export function clockTime(time) {
  return clockFormat.format(new Date(time));
}

/** `03:12:05`, with its day when that is not today. @param {number | string} time @param {number} nowMs */
export function moment(time, nowMs) {
  const at = new Date(time);
  return at.toDateString() === new Date(nowMs).toDateString() ? clockTime(time) : `${day(time)}, ${clockTime(time)}`;
}

/** @param {number | string} time */
export function day(time) {
  return dayFormat.format(new Date(time));
}

/** `2026-12-03 06:00` in this machine's zone. @param {number | string} time */
export function dayAndTime(time) {
  return dayAndTimeFormat.format(new Date(time));
}

/** The server's reasons name moments as programs write them; a person reads them by the clock on the wall. @param {string} text */
export function withPlainTimes(text) {
  return text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, dayAndTime);
}

/** `5 days`, `1 hour`, `40 minutes`: about how long until something. @param {number} ms */
export function ahead(ms) {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  if (minutes < 60) return counted(minutes, 'minute');
  const hours = Math.round(minutes / 60);
  return hours < 24 ? counted(hours, 'hour') : counted(Math.round(hours / 24), 'day');
}

/** @param {number} count @param {string} noun */
export function counted(count, noun) {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `42 s`, `3 min 05 s`, `2 h 10 min`, `4 d 3 h`. @param {number} ms */
export function duration(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 24
    ? `${hours} h ${String(minutes % 60).padStart(2, '0')} min`
    : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** `42 s`, `3 min`, `2 h 10 min`: for reading from afar. @param {number} ms */
export function roughDuration(ms) {
  return ms < 600_000 ? duration(ms) : duration(ms).replace(/ min \d\d s$/, ' min');
}

/** @param {number | string | boolean} value */
export function valueText(value) {
  if (typeof value !== 'number') return String(value);
  const size = Math.abs(value);
  return value.toLocaleString('en-GB', { maximumFractionDigits: size >= 1_000 ? 0 : size >= 100 ? 1 : 2 });
}

/** `bearing_temperature` → `bearing temperature`. @param {string} name */
export function spaced(name) {
  return name.replaceAll('_', ' ');
}

/** The site is named only where there are several. @param {{ readonly siteId: string; readonly equipmentId: string }} place */
export function placeName({ siteId, equipmentId }) {
  return siteId === 'default' ? equipmentId : `${siteId} / ${equipmentId}`;
}

/** How the recommendation reached this screen. @param {QueueEntry} entry */
export function arrival({ latencyMs, missed }) {
  if (missed) return 'came while this screen was cut off';
  return latencyMs === null ? '' : `on screen ${latencyMs.toLocaleString('en-GB')} ms after the reading`;
}

/** `approved by Anna at 03:12:05`. @param {Recommendation} recommendation @param {number} nowMs */
export function standing({ status, operatorId, updatedAt, deferUntil }, nowMs) {
  const by = operatorId === null || status === 'PENDING' ? '' : ` by ${operatorId}`;
  const until = status === 'DEFERRED' && deferUntil !== null ? ` until ${moment(deferUntil, nowMs)}` : '';
  const at = status === 'PENDING' || until !== '' ? '' : ` at ${moment(updatedAt, nowMs)}`;
  return `${statusWords[status]}${until}${by}${at}`;
}
