import type { ExpectationReport } from '../../services/expectation-service.ts';
import { builder } from '../builder.ts';
import { expectationActionType } from './expectation-action.ts';
import { expectationCountsType } from './expectation-counts.ts';
import { expectationLayerType } from './expectation-layer.ts';

export const expectationType = builder.objectRef<ExpectationReport>('Expectation').implement({
  description:
    'An expectation that readings have to meet, what happens to those that do not meet it, and how many did not in the requested range.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The expectation’s name, such as `value_plausible`.' }),
    layer: t.expose('layer', { type: expectationLayerType, description: 'Where it is checked.' }),
    action: t.expose('action', {
      type: expectationActionType,
      description: 'What happens to a reading that does not meet it.',
    }),
    rule: t.exposeString('rule', { description: 'The condition that a reading has to meet.' }),
    description: t.exposeString('description', {
      description: 'Reason for the expectation, and the usual cause of readings that do not meet it.',
    }),
    code: t.string({
      nullable: true,
      description: 'The code in `rejected` and `quarantine`; null when no reading is dropped.',
      resolve: ({ code }) => code ?? null,
    }),
    flag: t.int({
      nullable: true,
      description:
        'The bit of `andon.telemetry_silver.flags` that marks such readings: 1, 2 or 4; null where none is set.',
      resolve: ({ flag }) => flag ?? null,
    }),
    readings: t.exposeFloat('readings', { description: 'Readings of the range that did not meet it, 0 or more.' }),
    percent: t.exposeFloat('percent', {
      nullable: true,
      description:
        'Share of all readings received in the range that did not meet it, 0…100 %; null when none was received.',
    }),
    first: t.expose('first', {
      type: 'DateTime',
      nullable: true,
      description: 'Start of the first step of the range with a reading that did not meet it; null without one.',
    }),
    last: t.expose('last', {
      type: 'DateTime',
      nullable: true,
      description: 'Start of the last step of the range with a reading that did not meet it; null without one.',
    }),
    counts: t.expose('steps', {
      type: expectationCountsType,
      description: 'The readings that did not meet it, by minute or by step.',
    }),
  }),
});
