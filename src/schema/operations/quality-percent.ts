/** The type QualityPercent, and how its shares are computed. */
import type { PipelineStatistics } from '../../health/pipeline-statistics.ts';
import { builder } from '../builder.ts';

interface QualityPercent {
  readonly good: number;
  readonly uncertain: number;
  readonly bad: number;
}

export const qualityPercentType = builder.objectRef<QualityPercent>('QualityPercent').implement({
  description: 'Shares of the reporting sensors’ latest values by quality; together 100.',
  fields: (t) => ({
    good: t.exposeFloat('good', { description: 'Share of GOOD, 0…100 %.' }),
    uncertain: t.exposeFloat('uncertain', { description: 'Share of UNCERTAIN, 0…100 %.' }),
    bad: t.exposeFloat('bad', { description: 'Share of BAD, 0…100 %.' }),
  }),
});

export function qualityPercent(statistics: PipelineStatistics | null): QualityPercent | null {
  if (statistics === null) return null;
  const { goodPercent, uncertainPercent, badPercent } = statistics;
  if (goodPercent === null || uncertainPercent === null || badPercent === null) return null;
  return { good: goodPercent, uncertain: uncertainPercent, bad: badPercent };
}
