import { describe, expect, it } from 'vitest';
import { changeLines, settingLines } from '../../../src/cli/detection/detection-lines.ts';
import { inputOf, parameter } from '../../../src/cli/detection/place-options.ts';

const setting = {
  id: 7,
  detector: 'novelty',
  siteId: 'default',
  equipmentType: null,
  sensorType: 'vibration',
  equipmentId: 'CR_002',
  enabled: false,
  parameters: { queue_score: 0.3 },
};
const changedAt = new Date('2026-03-10T12:00:30Z');

describe('the options of andon detection set', () => {
  it('name the place and what is to hold, and leave the rest as it is', () => {
    expect(inputOf('novelty', { off: true, equipment: 'CR_002', sensorType: 'vibration' })).toEqual({
      detector: 'novelty',
      siteId: 'default',
      equipmentType: undefined,
      sensorType: 'vibration',
      equipmentId: 'CR_002',
      enabled: false,
      parameters: [],
    });
    expect(inputOf('limit', { sensorType: 'speed', param: [{ name: 'x', value: 1 }] })).toMatchObject({
      siteId: undefined,
    });
    expect('enabled' in inputOf('limit', {})).toBe(false);
    expect(inputOf('limit', { open: true }).enabled).toBe(null);
    expect(() => inputOf('limit', { on: true, off: true })).toThrow('--on, --off and --open exclude each other');
  });

  it('take parameters as name and number, and without a number leave them open', () => {
    expect(parameter('record_score=0.1', parameter('queue_score=0.3'))).toEqual([
      { name: 'queue_score', value: 0.3 },
      { name: 'record_score', value: 0.1 },
    ]);
    expect(parameter('queue_score=')).toEqual([{ name: 'queue_score', value: null }]);
    expect(() => parameter('queue_score')).toThrow('want a name and a number');
    expect(() => parameter('queue_score=much')).toThrow('want a name and a number');
  });
});

describe('the lines of andon detection', () => {
  it('tell a setting, its reach, who changed it, and what of it is ignored', () => {
    const stored = { ...setting, sensorCount: 1, changedAt, changedBy: 'maria', changedThrough: 'api' } as const;
    expect(settingLines([stored, { ...stored, id: 8, parameters: { loudness: 1 }, sensorCount: 0 }])).toEqual([
      '7  novelty off, queue_score = 0.3: vibration of CR_002 at the site default · 1 sensor now · 2026-03-10T12:00Z by maria',
      '8  novelty off, loudness = 1: vibration of CR_002 at the site default · 0 sensors now · 2026-03-10T12:00Z by maria',
      '   setting 8 of detection is ignored: novelty has no parameter "loudness"; there are record_score, queue_score',
    ]);
    expect(settingLines([])).toEqual(['No setting was made: everything is as the defaults say.']);
  });

  it('tell a change by what it was before and after', () => {
    const change = { id: 1, settingId: 7, changedAt, changedBy: 'andon', changedThrough: 'sql' } as const;
    expect(
      changeLines([
        { ...change, before: setting, after: null },
        { ...change, before: setting, after: { ...setting, enabled: null } },
        { ...change, before: null, after: setting },
      ]),
    ).toEqual([
      '2026-03-10T12:00Z andon (sql), setting 7: removed novelty off, queue_score = 0.3: vibration of CR_002 at the site default',
      '2026-03-10T12:00Z andon (sql), setting 7: novelty off, queue_score = 0.3: vibration of CR_002 at the site default → novelty queue_score = 0.3: vibration of CR_002 at the site default',
      '2026-03-10T12:00Z andon (sql), setting 7: added novelty off, queue_score = 0.3: vibration of CR_002 at the site default',
    ]);
  });
});
