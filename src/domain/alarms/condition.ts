/** Names a condition: one problem of one machine, whatever its severity. */
import type { EquipmentKey } from '../equipment/equipment.ts';

export interface ConditionKey extends EquipmentKey {
  /** What is wrong, without its level. */
  readonly problem: string;
}
