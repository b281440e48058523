/** The type ConfidenceQuality: how well confidences told what operators decided. */
import {
  type ConfidenceQuality,
  type DecisionQuality,
  type ReliabilityBin,
  type TrendPeriod,
  trendSteps,
} from '../../services/learning/learning-service.ts';
import { builder } from '../builder.ts';

export const trendStepType = builder.enumType('TrendStep', {
  description: 'How long the periods of a trend are, in UTC.',
  values: Object.fromEntries(
    trendSteps.map((step) => [
      step.toUpperCase(),
      { value: step, description: step === 'week' ? 'A week, from Monday on.' : `A ${step}.` },
    ]),
  ),
});

/** Of approvals and rejections; what a period and a whole range have in common. */
const decisionQualityType = builder.interfaceRef<DecisionQuality>('DecisionQuality').implement({
  description: 'How decisions went, and how well the confidence had told it. Deferrals are no decisions here.',
  fields: (t) => ({
    decided: t.exposeInt('decided', { description: 'Approvals and rejections.' }),
    approved: t.exposeInt('approved', { description: 'Approvals among them.' }),
    approvalRate: t.exposeFloat('approvalRate', {
      nullable: true,
      description: 'Share that was approved, 0…1; null when nothing was decided.',
    }),
    medianDecisionMs: t.exposeFloat('medianDecisionMs', {
      nullable: true,
      description: 'Median time from raising to the decision, in ms.',
    }),
    brierScore: t.exposeFloat('brierScore', {
      nullable: true,
      description: 'Mean square of confidence less decision, 0 (perfect) … 1, of the confidence that operators saw.',
    }),
    detectorBrierScore: t.exposeFloat('detectorBrierScore', {
      nullable: true,
      description: 'The same of the detectors’ own confidence, before anything was learnt.',
    }),
  }),
});

const reliabilityBinType = builder.objectRef<ReliabilityBin>('ReliabilityBin').implement({
  description: 'Decisions on recommendations whose confidence was in one decile.',
  fields: (t) => ({
    from: t.exposeFloat('from', { description: 'The decile’s lower edge: 0, 0.1, … 0.9.' }),
    count: t.exposeInt('count', { description: 'Decisions.' }),
    confidence: t.exposeFloat('confidence', { description: 'Mean confidence that was told, 0…1.' }),
    approved: t.exposeFloat('approved', {
      description: 'Share that was approved, 0…1: as large as the confidence where that is calibrated.',
    }),
  }),
});

const trendPeriodType = builder.objectRef<TrendPeriod>('TrendPeriod').implement({
  description: 'Decisions on what was raised in one period.',
  interfaces: [decisionQualityType],
  fields: (t) => ({
    start: t.expose('start', { type: 'DateTime', description: 'Begin of the period, in UTC.' }),
  }),
});

export const confidenceQualityType = builder.objectRef<ConfidenceQuality>('ConfidenceQuality').implement({
  description: 'How well the confidence told what operators then decided.',
  interfaces: [decisionQualityType],
  fields: (t) => ({
    reliability: t.expose('reliability', {
      type: [reliabilityBinType],
      description: 'By decile of the confidence, lowest first; deciles without a decision are left out.',
    }),
    trend: t.expose('trend', {
      type: [trendPeriodType],
      description: 'Over time, oldest first: the newest 60 periods in which something was decided.',
    }),
  }),
});

export const trendStepArgument = builder.args((t) => ({
  step: t.field({ type: trendStepType, defaultValue: 'week', required: true, description: 'Periods of the trend.' }),
}));
