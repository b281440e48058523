import { describe, expect, it } from 'vitest';
import { knowledgeText, parseKnowledge } from '../../../../src/domain/knowledge/entry-form.ts';

const good = {
  issue: 'high',
  equipmentType: 'kiln',
  sensorRole: 'shell temperature',
  causes: ['lost lining'],
  checks: ['Scan the shell'],
  action: 'Scan it.',
  urgentAction: 'Stop it.',
  outcome: 'The shell is whole.',
  source: 'our kiln team',
};
const file = (...entries: readonly object[]) => JSON.stringify({ format: 'andon-knowledge/1', entries });

describe('a file of knowledge', () => {
  it('is read with what is left out as null, and written as it is read', () => {
    const entries = parseKnowledge(file(good, { ...good, issue: null, siteId: 'north', urgency: 'this week' }));
    expect(entries[0]).toEqual({ ...good, siteId: null, urgency: null });
    expect(parseKnowledge(knowledgeText(entries))).toEqual(entries);
  });

  it.each([
    ['no JSON', '{', /is JSON/],
    ['another form', JSON.stringify({ format: 'other/1', entries: [] }), /format/],
    ['an entry without causes', file(good, { ...good, sensorRole: 'x', causes: [] }), /entries\.1\.causes/],
    ['a member of no meaning', file({ ...good, colour: 'red' }), /entries\.0: .*colour/],
    ['an empty action', file({ ...good, action: ' ' }), /entries\.0\.action: must not be empty/],
    ['an issue in words', file({ ...good, issue: 'Too high' }), /entries\.0\.issue: must be small letters/],
    ['an urgency of its own', file({ ...good, urgency: 'soon' }), /entries\.0\.urgency/],
    ['a line break', file({ ...good, action: 'Stop\nit' }), /entries\.0\.action: must not hold control characters/],
    ['what steers a terminal', file({ ...good, action: 'Stop\u009b2Jit' }), /must not hold control characters/],
    ['a mark of direction', file({ ...good, causes: ['\u202egnihton'] }), /entries\.0\.causes\.0: must not hold/],
    [
      'the same place twice',
      file(good, { ...good, sensorRole: 'Shell_Temp' }),
      /entries\.1: says again what entries\.0/,
    ],
  ])('with %s is refused by its path', (_what, text, message) => {
    expect(() => parseKnowledge(text)).toThrow(message);
  });

  it('names ten faults at most', () => {
    const bad = Array.from({ length: 30 }, (_, i) => ({ ...good, sensorRole: `s${i}`, action: '' }));
    expect(() => parseKnowledge(file(...bad))).toThrow(/entries\.9\.action: [^;]*; and 20 more$/);
  });
});
