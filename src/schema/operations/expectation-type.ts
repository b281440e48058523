import type { ExpectationReport } from '../../services/expectation-service.ts';
import { builder } from '../builder.ts';
import { expectationActionType } from './expectation-action.ts';
import { expectationCountsType } from './expectation-counts.ts';
import { expectationLayerType } from './expectation-layer.ts';

export const expectationType = builder.objectRef<ExpectationReport>('Expectation').implement({
  description:
    'What is expected of every reading, what becomes of one that does not meet it, and how many did not in the range asked for.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The expectation’s name, such as `value_plausible`.' }),
    layer: t.expose('layer', { type: expectationLayerType, description: 'Where it is checked.' }),
    action: t.expose('action', {
      type: expectationActionType,
      description: 'What becomes of a reading that does not meet it.',
    }),
    rule: t.exposeString('rule', { description: 'What has to hold.' }),
    description: t.exposeString('description', { description: 'Why, and what usually lies behind it.' }),
    code: t.string({
      nullable: true,
      description: 'The reason that the sender and `quarantine` are told; null when nothing is dropped.',
      resolve: ({ code }) => code ?? null,
    }),
    flag: t.int({
      nullable: true,
      description: 'The bit of `andon.telemetry_silver.flags` that marks such readings: 1, 2 or 4; null without one.',
      resolve: ({ flag }) => flag ?? null,
    }),
    readings: t.exposeFloat('readings', { description: 'Readings of the range that did not meet it, 0 or more.' }),
    percent: t.exposeFloat('percent', {
      nullable: true,
      description: 'Their share of all readings received in the range, 0…100 %; null when none was received.',
    }),
    first: t.expose('first', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when: start of the first step of the range with such a reading; null without one.',
    }),
    last: t.expose('last', {
      type: 'DateTime',
      nullable: true,
      description: 'Start of the last step with such a reading; null without one.',
    }),
    counts: t.expose('steps', { type: expectationCountsType, description: 'The same by the minute, or by step.' }),
  }),
});
