/** The type ReadingHealth. */
import { percentOf, type RecentReadings } from '../../domain/readings/recent-readings.ts';
import { builder } from '../builder.ts';

interface ReadingHealth extends RecentReadings {
  readonly since: Date;
}

const stored = ({ good, uncertain, bad }: RecentReadings): number => good + uncertain + bad;

export const readingHealthType = builder.objectRef<ReadingHealth>('ReadingHealth').implement({
  description:
    'Readings that came in during this minute and the four before it, on all servers, by outcome. Sources store their counts every 10 seconds.',
  fields: (t) => ({
    since: t.expose('since', { type: 'DateTime', description: 'Start of the first of the five minutes.' }),
    received: t.exposeFloat('received', { description: 'Readings received, 0 or more.' }),
    stored: t.float({ description: 'Readings stored, 0 or more.', resolve: stored }),
    goodPercent: t.float({
      nullable: true,
      description: 'Share of quality GOOD among the stored readings, 0…100 %; null when none was stored.',
      resolve: (recent) => percentOf(recent.good, stored(recent)),
    }),
    uncertainPercent: t.float({
      nullable: true,
      description: 'Share of quality UNCERTAIN among the stored readings, 0…100 %; null when none was stored.',
      resolve: (recent) => percentOf(recent.uncertain, stored(recent)),
    }),
    badPercent: t.float({
      nullable: true,
      description: 'Share of quality BAD among the stored readings, 0…100 %; null when none was stored.',
      resolve: (recent) => percentOf(recent.bad, stored(recent)),
    }),
    duplicatePercent: t.float({
      nullable: true,
      description: 'Share of duplicates among the received readings, 0…100 %; null when none was received.',
      resolve: ({ duplicates, received }) => percentOf(duplicates, received),
    }),
    droppedPercent: t.float({
      nullable: true,
      description:
        'Share of the received readings that a source rejected or the pipeline left out of silver, 0…100 %; null when none was received. `expectations` shows the reasons.',
      resolve: ({ dropped, received }) => percentOf(dropped, received),
    }),
    warnedPercent: t.float({
      nullable: true,
      description:
        'Share of the received readings that silver stored with a flag, 0…100 %; null when none was received.',
      resolve: ({ warned, received }) => percentOf(warned, received),
    }),
  }),
});
