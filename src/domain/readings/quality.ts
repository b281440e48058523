/** The quality of a reading. */

/** OPC's three classes of trust in a value; stored as the index. */
export const qualities = ['good', 'uncertain', 'bad'] as const;
export type Quality = (typeof qualities)[number];
export type QualityCode = 0 | 1 | 2;
