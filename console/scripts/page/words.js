/** Times, numbers, durations and states in words. */

/** @import { Freshness, QueueEntry, Recommendation, RecommendationStatus, Severity } from '../../types.ts' */
/** @import { Phrase } from './phrase.js' */
import { own, phrase } from './phrase.js';

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

/** When a value of this age comes to its next freshness; never, when it is stale. @param {number} measuredAtMs @param {number} nowMs */
export function nextAgeAtMs(measuredAtMs, nowMs) {
  const next = { CURRENT: warningAfterMs, WARNING: staleAfterMs, STALE: Number.POSITIVE_INFINITY };
  return measuredAtMs + next[freshnessAt(nowMs - measuredAtMs)] + 1;
}

/** @param {Severity | null} a @param {Severity | null} b */
export function worse(a, b) {
  if (a === null || b === null) return a ?? b;
  return severityRank[a] >= severityRank[b] ? a : b;
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

/** @param {number} count @param {string} noun @param {string} [several] */
export function counted(count, noun, several = `${noun}s`) {
  return `${count} ${count === 1 ? noun : several}`;
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

/** `42 s`, `3 min`, `2 h 10 min`, `4 d 3 h`: for lists, where a hundred seconds that tick are no calm. @param {number} ms */
export function sparseDuration(ms) {
  return duration(ms).replace(/ min \d\d s$/, ' min');
}

/** `42 s`, `3 min 05 s`, `2 h 10 min`: for reading from afar. @param {number} ms */
export function roughDuration(ms) {
  return ms < 600_000 ? duration(ms) : duration(ms).replace(/ min \d\d s$/, ' min');
}

/** @param {number} value */
export function valueText(value) {
  return figure(value, Math.abs(value) >= 1_000 ? 0 : Math.abs(value) >= 100 ? 1 : 2);
}

/** Two numbers as texts that differ when they do: 5.004 is not shown beside its limit of 5 as 5. @param {number} value @param {number} limit @returns {readonly [string, string]} */
export function textsApart(value, limit) {
  for (let digits = 0; digits < 9; digits += 1) {
    const a = digits === 0 ? valueText(value) : figure(value, digits);
    const b = digits === 0 ? valueText(limit) : figure(limit, digits);
    if (a !== b) return [a, b];
  }
  return value === limit ? [valueText(value), valueText(limit)] : [String(value), String(limit)];
}

/** @param {number} value @param {number} digits behind the point; small numbers have as many as show what they are */
function figure(value, digits) {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e9 || size < 1e-6)) return value.toExponential(Math.max(2, digits)).replace('e+', 'e');
  if (size !== 0 && size < 0.1 ** digits * 10)
    return value.toLocaleString('en-GB', { maximumSignificantDigits: Math.max(2, digits) });
  return value.toLocaleString('en-GB', { maximumFractionDigits: digits });
}

/** `bearing_temperature` → `bearing temperature`. @param {string} name */
export function spaced(name) {
  return name.replaceAll('_', ' ');
}

/** The site is named only where there are several. @param {{ readonly siteId: string; readonly equipmentId: string }} place @returns {Phrase} */
export function placeName({ siteId, equipmentId }) {
  return siteId === 'default' ? phrase`${equipmentId}` : phrase`${siteId} / ${equipmentId}`;
}

const names = new Intl.Collator('en', { numeric: true });

/** HT_2 before HT_10, and never the same for two. @param {{ readonly siteId: string; readonly equipmentId: string; readonly key: string }} a @param {{ readonly siteId: string; readonly equipmentId: string; readonly key: string }} b */
export function byName(a, b) {
  return (
    names.compare(a.siteId, b.siteId) ||
    names.compare(a.equipmentId, b.equipmentId) ||
    (a.key < b.key ? -1 : Number(a.key > b.key))
  );
}

/** How the recommendation reached this screen. @param {QueueEntry} entry */
export function arrival({ latencyMs, missed }) {
  if (missed) return 'came while this screen was cut off';
  return latencyMs === null ? '' : `on screen ${latencyMs.toLocaleString('en-GB')} ms after the reading`;
}

/** `back to normal since 03:12:05`: the alert stands, and its cause is over. @param {QueueEntry} entry @param {number} nowMs */
export function normalAgain({ normalSince }, nowMs) {
  return normalSince === null ? '' : `back to normal since ${moment(normalSince, nowMs)}`;
}

/** `approved by Anna at 03:12:05`. @param {Recommendation} recommendation @param {number} nowMs @returns {Phrase} */
export function statusSentence({ status, operatorId, updatedAt, deferUntil }, nowMs) {
  const by = operatorId === null || status === 'PENDING' ? [] : phrase` by ${operatorId}`;
  const until = status === 'DEFERRED' && deferUntil !== null ? ` until ${moment(deferUntil, nowMs)}` : '';
  const at = status === 'PENDING' || until !== '' ? '' : ` at ${moment(updatedAt, nowMs)}`;
  return phrase`${own(`${statusWords[status]}${until}`)}${by}${own(at)}`;
}
