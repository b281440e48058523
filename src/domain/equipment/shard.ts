/** Assigns equipment to one of the 16 shards of the log. */
import type { EquipmentKey } from './equipment.ts';

/** Into how many parts the log is divided, and so how many servers can share the pipeline's work. Rows carry it: never change it. */
export const shardCount = 16;

/** FNV-1a of site and equipment: all readings of one machine stay in one shard and thereby in order. */
export function shardOf({ siteId, equipmentId }: EquipmentKey): number {
  let hash = 0x811c9dc5;
  const text = `${siteId}\u0000${equipmentId}`;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  // The high bits are the well mixed ones.
  return (hash >>> 0) >>> 28;
}
