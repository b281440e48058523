/** The GraphQL type of what a dry run of a setting finds. */
import type { TrialCounts, TrialExample, TrialReport } from '../../pipeline/trial/detection-trial.ts';
import { builder } from '../builder.ts';
import { severityType } from '../recommendations/severity-type.ts';

const dryRunCountsType = builder.objectRef<TrialCounts>('DetectionDryRunCounts').implement({
  description: 'What one detector alone would have found.',
  fields: (t) => ({
    recorded: t.exposeInt('recorded', { description: 'Anomalies, one at most for each sensor and minute.' }),
    queued: t.exposeInt('queued', {
      description: 'Alarms put before operators, as if each was decided before the next trouble.',
    }),
  }),
});

const dryRunChangeType = builder.enumType('DetectionDryRunChange', {
  description: 'How an alarm would have changed.',
  values: {
    ADDED: { value: 'added', description: 'Only the proposed setting tells it.' },
    DROPPED: { value: 'dropped', description: 'Only the settings of now tell it.' },
  } as const,
});

const dryRunExampleType = builder.objectRef<TrialExample>('DetectionDryRunExample').implement({
  description: 'An alarm that the proposed setting adds or drops.',
  fields: (t) => ({
    change: t.expose('change', { type: dryRunChangeType, description: 'Whether it is added or dropped.' }),
    when: t.expose('when', { type: 'DateTime', description: 'The event time of the value.' }),
    siteId: t.exposeID('siteId', { description: 'The site.' }),
    equipmentId: t.exposeID('equipmentId', { description: 'The machine, by its name.' }),
    sensorType: t.exposeString('sensorType', { description: 'The sensor type.' }),
    severity: t.expose('severity', { type: severityType, description: 'How serious it is.' }),
    sentence: t.exposeString('sentence', { description: 'What an operator would have read.' }),
  }),
});

export const dryRunType = builder.objectRef<TrialReport>('DetectionDryRun').implement({
  description: 'What a setting would have changed over some time, by the code that runs live over what is stored.',
  fields: (t) => ({
    from: t.expose('from', { type: 'DateTime', description: 'Start of the time, a whole minute, inclusive.' }),
    to: t.expose('to', { type: 'DateTime', description: 'End of the time, a whole minute, exclusive.' }),
    sensors: t.exposeInt('sensors', { description: 'Sensors for which the setting changes something.' }),
    sensorsTried: t.exposeInt('sensorsTried', { description: 'Sensors that were tried, the first by their numbers.' }),
    isCut: t.exposeBoolean('isCut', { description: 'Whether a limit was reached before all of them were tried.' }),
    present: t.expose('present', { type: dryRunCountsType, description: 'By the settings of now.' }),
    proposed: t.expose('proposed', { type: dryRunCountsType, description: 'By the proposed setting.' }),
    examples: t.expose('examples', {
      type: [dryRunExampleType],
      description: 'Alarms that are added or dropped, the first ten by time.',
    }),
  }),
});
