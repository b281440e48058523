import { expect, it } from 'vitest';
import { reportLines, silenceLines } from '../../../src/cli/learning/learning-lines.ts';

const kind = { siteId: 'north', equipmentType: 'pump', issueType: 'vibration_high_medium', detector: 'baseline' };

it('a silence is told with who rejected, since when, until when, and what was withheld', () => {
  expect(
    silenceLines([
      {
        ...kind,
        id: 4,
        confidence: 0.123,
        since: new Date('2026-03-01T10:00:59Z'),
        lapsesAt: new Date('2026-03-31T10:00:00Z'),
        decided: 20,
        rejected: 18,
        summary: 'learnt: 18 of the last 20 rejected',
        rejectedBy: [
          { operator: 'maria', rejections: 11 },
          { operator: 'tom', rejections: 7 },
        ],
        withheld: 34,
        lastWithheldAt: new Date('2026-03-02T11:00:00Z'),
      },
    ]),
  ).toEqual([
    '4  north/pump  vibration_high_medium by baseline',
    '    learnt: 18 of the last 20 rejected, by maria (11), tom (7); confidence 0.12',
    '    since 2026-03-01T10:00Z, until 2026-03-31T10:00Z; withheld 34 times, last 2026-03-02T11:00Z',
  ]);
  expect(silenceLines([])).toEqual(['Nothing is silenced.']);
});

it('learning anew tells Brier scores, deciles, and which silences come and go', () => {
  const silenced = { ...kind, recent: 'ARRRRRRRRR', confidence: 0.2 };
  const lines = reportLines(
    {
      sharing: 'equipment_types',
      decided: 10,
      places: 1,
      kinds: 1,
      brier: { fixed: 0.3, shown: 0.25, learnt: null },
      reliability: [{ from: 0.6, count: 10, confidence: 0.61, approved: 0.1 }],
      silencedBefore: [{ ...silenced, siteId: 'south' }],
      silencedAfter: [silenced],
    },
    false,
  );
  expect(lines).toEqual([
    '10 approvals and rejections, 1 kinds at 1 places; shared: equipment types',
    "Brier score: detectors' own confidence 0.3000, as shown 0.2500, learnt none",
    'decile   decisions  confidence  approved',
    '0.6             10       0.610     0.100',
    'silenced before: 1, after: 1',
    '+ north/pump  vibration_high_medium by baseline  9 of the last 10 rejected, confidence 0.20',
    '- south/pump  vibration_high_medium by baseline  9 of the last 10 rejected, confidence 0.20',
    'Nothing was changed.',
  ]);
});
