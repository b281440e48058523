/** Suppression by design: why the alarms of a machine are hidden, and when. */
import type { EquipmentKey } from '../equipment/equipment.ts';

export const suppressionKinds = ['maintenance', 'machine_down', 'alarm', 'mode'] as const;
export type SuppressionKind = (typeof suppressionKinds)[number];

/** What hides alarms for as long as it is so. Neither problem nor sensor: while the machine is out of service, in maintenance or silent as a whole. */
export interface SuppressionCause {
  /** A machine of the same site. */
  readonly equipmentId: string;
  /** While this alarm of it is active. */
  readonly problem: string | null;
  /** While this sensor of it shows one of the states. */
  readonly sensorType: string | null;
  readonly states: readonly string[] | null;
}

export interface Suppression extends EquipmentKey {
  readonly suppressionId: number;
  readonly kind: SuppressionKind;
  readonly reason: string;
  readonly startsAt: Date;
  /** Null of a rule, which holds until somebody takes it away. */
  readonly endsAt: Date | null;
  /** Null of planned maintenance. */
  readonly cause: SuppressionCause | null;
  /** It hides alarms now. */
  readonly isInForce: boolean;
  readonly madeBy: string;
  readonly madeAt: Date;
  readonly endedAt: Date | null;
  readonly endedBy: string | null;
}
