import { describe, expect, it } from 'vitest';
import {
  matchesRecommendation,
  type Recommendation,
  type RecommendationFilter,
} from '../../../../src/domain/recommendations/recommendation.ts';

const createdAt = new Date('2026-03-10T12:00:00.000Z');
const recommendation: Recommendation = {
  id: 'r-1',
  siteId: 'north',
  equipmentId: 'HT_001',
  issueType: 'temperature_high_critical',
  severity: 'critical',
  issueDescription: null,
  recommendedAction: null,
  rootCauseAnalysis: null,
  expectedOutcome: null,
  confidenceScore: 0.95,
  status: 'pending',
  operatorId: null,
  operatorNotes: null,
  approvedAt: null,
  executedAt: null,
  deferUntil: null,
  rejectionReason: null,
  outcome: null,
  resolved: null,
  anomalyId: null,
  findings: [],
  version: 1,
  createdAt,
  updatedAt: createdAt,
};
const later = new Date(createdAt.getTime() + 1);

describe('a filter of recommendations', () => {
  it.each<[string, RecommendationFilter]>([
    ['nothing at all', {}],
    ['its site', { siteIds: ['south', 'north'] }],
    ['its equipment', { equipmentIds: ['HT_001'] }],
    ['its issue', { issueTypes: ['temperature_high_critical'] }],
    ['its severity', { severities: ['high', 'critical'] }],
    ['its status', { statuses: ['pending'] }],
    ['a range that begins with its creation', { from: createdAt, to: later }],
  ])('lets a recommendation pass that has %s', (_what, filter) => {
    expect(matchesRecommendation(filter, recommendation)).toBe(true);
  });

  it.each<[string, RecommendationFilter]>([
    ['site', { siteIds: ['south'] }],
    ['equipment', { equipmentIds: ['HT_002'] }],
    ['issue', { issueTypes: ['temperature_high_high'] }],
    ['severity', { severities: ['low'] }],
    ['status', { statuses: ['approved', 'executed'] }],
    ['creation before the range', { from: later }],
    ['creation at the end of the range', { to: createdAt }],
    ['member, of an empty list', { siteIds: [] }],
    ['site, though all else agrees', { siteIds: ['south'], equipmentIds: ['HT_001'], severities: ['critical'] }],
  ])('holds a recommendation back for its %s', (_what, filter) => {
    expect(matchesRecommendation(filter, recommendation)).toBe(false);
  });
});
