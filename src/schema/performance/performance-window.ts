import type { PerformanceWindow } from '../../domain/window.ts';
import { builder } from '../builder.ts';

export const performanceWindowType = builder.objectRef<PerformanceWindow>('PerformanceWindow').implement({
  description:
    'Statistics of one sensor’s GOOD and UNCERTAIN readings over one window of event time. Late readings correct the window they belong to.',
  fields: (t) => ({
    siteId: t.exposeID('siteId', { description: 'The site; `default` where there is only one.' }),
    equipmentId: t.exposeID('equipmentId', { description: 'The equipment, unique within its site.' }),
    sensorType: t.exposeString('sensorType', {
      description: 'What is measured, such as `temperature`; with the equipment it names one sensor.',
    }),
    windowStart: t.expose('windowStart', { type: 'DateTime', description: 'First instant of the window, inclusive.' }),
    windowEnd: t.expose('windowEnd', { type: 'DateTime', description: 'End of the window, exclusive.' }),
    avgValue: t.exposeFloat('avgValue', { description: 'Mean, in the sensor’s unit.' }),
    minValue: t.exposeFloat('minValue', { description: 'Smallest value, in the sensor’s unit.' }),
    maxValue: t.exposeFloat('maxValue', { description: 'Largest value, in the sensor’s unit.' }),
    stddevValue: t.exposeFloat('stddevValue', {
      description: 'Sample standard deviation (n − 1), in the sensor’s unit; 0 for a single reading.',
    }),
    readingCount: t.exposeInt('readingCount', {
      description:
        'Readings of quality GOOD and UNCERTAIN in the window, at least 1; the statistics are computed from these.',
    }),
    badCount: t.exposeInt('badCount', {
      description:
        'Readings of quality BAD in the window’s time, 0 or more; they are in no statistic (OPC UA Part 13). There is no window for a time with BAD readings only.',
    }),
    increase: t.exposeFloat('increase', {
      nullable: true,
      description:
        'For a counter: its increase since the last reading before the window, in the sensor’s unit. A fall is a reset, after which the new value counts, or a roll-over (`rollOverAt`). Null for gauges, and for windows from before the sensor was a counter until they are rebuilt.',
    }),
    revision: t.exposeInt('revision', {
      description: 'Counts the changes of the window; a higher revision replaces a lower one.',
    }),
    isFinal: t.exposeBoolean('isFinal', {
      description: 'True once the watermark has passed the window’s end; later data still restates it.',
    }),
  }),
});
