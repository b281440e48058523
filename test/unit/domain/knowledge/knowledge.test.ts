import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type KnowledgeEntry, wordsOf } from '../../../../src/domain/knowledge/entry.ts';
import { Knowledge, type KnowledgeQuestion } from '../../../../src/domain/knowledge/knowledge.ts';

function entry(action: string, key: Partial<KnowledgeEntry> = {}): KnowledgeEntry {
  return {
    siteId: null,
    issue: null,
    equipmentType: null,
    sensorRole: null,
    causes: ['wear'],
    checks: [],
    action,
    urgentAction: 'Stop it.',
    outcome: 'It runs.',
    urgency: null,
    source: 'a test',
    ...key,
  };
}

const general = entry('whatever');
const asked: KnowledgeQuestion = {
  siteId: 'north',
  equipmentType: 'Jaw_Crusher',
  sensorType: 'DE_BRG_Temp',
  named: null,
  sides: ['slow_rise', 'high'],
};

/** Each stands before those behind it, wherever they are in the list. */
const byRank = [
  entry('own of the site', { siteId: 'north' }),
  entry('own of every site', { siteId: null }),
  entry('named', { issue: 'stuck' }),
  entry('sensor in two words, slow', {
    issue: 'slow_rise',
    sensorRole: 'bearing temperature',
    equipmentType: 'crusher',
  }),
  entry('sensor in two words', { issue: 'high', sensorRole: 'bearing temperature', equipmentType: 'crusher' }),
  entry('sensor in one word', { issue: 'high', sensorRole: 'temperature', equipmentType: 'crusher' }),
  entry('sensor of any equipment', { issue: 'slow_rise', sensorRole: 'temperature' }),
  entry('equipment only', { issue: 'high', equipmentType: 'crusher' }),
  entry('side only', { issue: 'high' }),
  general,
];

function actionOf(entries: readonly KnowledgeEntry[], question: Partial<KnowledgeQuestion>): string {
  const own = entries.filter(({ action }) => action.startsWith('own'));
  const shipped = entries.filter(({ action }) => !action.startsWith('own'));
  const knowledge = new Knowledge(
    shipped,
    own.map((one, id) => ({ ...one, id })),
  );
  return knowledge.adviceFor({ ...asked, ...question }).entry.action;
}

describe('knowledge of a problem', () => {
  it('is what a site says itself, then what names the problem, then what is most particular', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(byRank.slice(0, -1)), (some) => {
        const best = byRank.find((one) => some.includes(one)) ?? general;
        expect(actionOf([...some, general], { named: 'stuck' })).toBe(best.action);
      }),
    );
  });

  it.each([
    ['another site', { siteId: 'south' }, { siteId: 'north' }],
    ['another side', { sides: ['low'] }, { issue: 'high' }],
    ['another name of the problem', { named: 'noise' }, { issue: 'stuck' }],
    ['another machine', { equipmentType: 'pump' }, { equipmentType: 'crusher' }],
    ['another sensor', { sensorType: 'motor_temperature' }, { sensorRole: 'bearing temperature' }],
  ])('leaves out what holds for %s', (_what, question, key) => {
    expect(actionOf([entry('particular', key), general], question)).toBe('whatever');
  });

  it('remembers answers without end to what it remembers', () => {
    const knowledge = new Knowledge([general, entry('hot', { sensorRole: 'temperature' })]);
    for (let i = 0; i < 2_500; i++) knowledge.adviceFor({ ...asked, sensorType: `sensor_${i}` });
    expect(knowledge.adviceFor(asked).entry.action).toBe('hot');
    expect(knowledge.adviceFor({ ...asked, sensorType: 'sensor_7' }).entry.action).toBe('whatever');
  });

  it('is not made without an entry for what nobody has thought of', () => {
    expect(() => new Knowledge([entry('hot', { sensorRole: 'temperature' })])).toThrow(/no entry for what nobody/);
  });

  it.each([
    ['BRG_Temp', ['bearing', 'temperature']],
    ['tyrePressureRear', ['tyre', 'pressure', 'rear']],
    ['Tire pressure, rear', ['tyre', 'pressure', 'rear']],
    ['__proto__', ['proto']],
    ['constructor', ['constructor']],
    ['', []],
  ])('reads the type %j as words', (type, words) => {
    expect(wordsOf(type)).toEqual(words);
  });
});
