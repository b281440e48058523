/** What is learnt is kept apart by: the kind of a recommendation, and the place where it was decided on. */

/** Where learning happens: decisions at one place move no other. */
export interface LearningPlace {
  readonly siteId: string;
  /** Type of the equipment; of a machine whose type nobody has said, the machine itself. */
  readonly equipmentType: string;
}

/** Recommendations that are decided on alike: one issue at its level, found by one detector, at one place. */
export interface Kind extends LearningPlace {
  /** With its level, such as `vibration_high_medium`: what is learnt of a mild one says nothing of a worse one. */
  readonly issueType: string;
  /** Who found it; `other program` where it was inserted by one. */
  readonly detector: string;
}

/** What learning may carry over: nothing, or between sites, or between types of equipment. */
export const sharings = ['nothing', 'sites', 'equipment_types', 'both'] as const;
export type Sharing = (typeof sharings)[number];

export const otherProgram = 'other program';
/** Stands where sites, or types of equipment, are not kept apart. */
export const everyOne = '*';
/** The type of equipment that nobody has said a type of. */
const unsaid = 'unknown';

/** Machines of no known type are not alike: each is a place of its own. */
export function placeOf(
  {
    siteId,
    equipmentId,
    equipmentType,
  }: { readonly siteId: string; readonly equipmentId: string; readonly equipmentType: string | null },
  sharing: Sharing,
): LearningPlace {
  const type = equipmentType === null || equipmentType === unsaid ? `machine ${equipmentId}` : equipmentType;
  return {
    siteId: sharing === 'sites' || sharing === 'both' ? everyOne : siteId,
    equipmentType: sharing === 'equipment_types' || sharing === 'both' ? everyOne : type,
  };
}

export function placeKey({ siteId, equipmentType }: LearningPlace): string {
  return JSON.stringify([siteId, equipmentType]);
}

/** Within a place. */
export function kindKey({ issueType, detector }: Pick<Kind, 'issueType' | 'detector'>): string {
  return JSON.stringify([issueType, detector]);
}
