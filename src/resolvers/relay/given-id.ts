/** Reads id arguments: global ids and plain ones. */

/** Arguments that take a global id or a plain one: a text that is no global id of ours is a plain one. */
import type { EquipmentKey } from '../../domain/equipment/equipment.ts';
import { plantId } from '../../domain/equipment/plant-id.ts';
import { decodeGlobalId, type GlobalId } from '../../domain/global-id.ts';
import { AndonError } from '../../errors.ts';

/** Site and name of the machine where a global id is given; null for a plain name. Throws BAD_USER_INPUT for an id of something else. */
export function givenEquipment(text: string, argument: string): EquipmentKey | null {
  const id = decodeGlobalId(text);
  if (id === null) return null;
  if (id.type !== 'Equipment') throw otherType(id, 'Equipment', argument);
  return id;
}

/** The site that is asked for and the one that a global id names have to be the same. */
export function siteOf({ siteId }: EquipmentKey, asked: string | null | undefined, argument: string): string {
  if (asked == null || plantId(asked) === siteId) return siteId;
  const sites = `${JSON.stringify(siteId)}, not of ${JSON.stringify(asked)}`;
  throw new AndonError('BAD_USER_INPUT', `${argument} is the id of a machine of the site ${sites}.`, { argument });
}

/** The key of a recommendation, of its own id or of one that a snapshot has. Throws BAD_USER_INPUT for an id of something else. */
export function givenRecommendation(text: string): string {
  const id = decodeGlobalId(text);
  if (id === null) return text;
  if (id.type === 'Recommendation' || id.type === 'RecommendationSnapshot') return id.recommendationId;
  throw otherType(id, 'Recommendation', 'id');
}

/** The number of an alarm, of its own id, of one that a snapshot has, or as SQL has it; null for what names no alarm. */
export function givenAlarm(text: string): number | null {
  const id = decodeGlobalId(text);
  if (id !== null) return id.type === 'Alarm' || id.type === 'AlarmSnapshot' ? id.alarmId : null;
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null;
}

/** The number of an entry of quarantine. Throws BAD_USER_INPUT for anything else. */
export function givenQuarantined(given: unknown): number {
  const text = typeof given === 'string' || typeof given === 'number' ? String(given) : '';
  const id = decodeGlobalId(text);
  if (id?.type === 'QuarantinedReading') return id.quarantineId;
  const plain = Number(text);
  if (/^\d{1,15}$/.test(text) && plain > 0) return plain;
  const shown = JSON.stringify(text.slice(0, 50));
  throw new AndonError('BAD_USER_INPUT', `${shown} is no id of an entry of quarantine.`, { argument: 'id' });
}

function otherType({ type }: GlobalId, wanted: string, argument: string): AndonError {
  return new AndonError('BAD_USER_INPUT', `${argument} is the id of a node of type ${type}, not of ${wanted}.`, {
    argument,
  });
}
