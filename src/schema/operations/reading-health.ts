import { percentOf, type RecentReadings } from '../../domain/readings/recent-readings.ts';
import { builder } from '../builder.ts';

interface ReadingHealth extends RecentReadings {
  readonly since: Date;
}

const stored = ({ good, uncertain, bad }: RecentReadings): number => good + uncertain + bad;

export const readingHealthType = builder.objectRef<ReadingHealth>('ReadingHealth').implement({
  description:
    'What came in during this minute and the four before it, on all servers, and what became of it. Sources write their counts every 10 seconds.',
  fields: (t) => ({
    since: t.expose('since', { type: 'DateTime', description: 'Start of the first of the five minutes.' }),
    received: t.exposeFloat('received', { description: 'Readings that came to a door, 0 or more.' }),
    stored: t.float({ description: 'Readings stored, 0 or more.', resolve: stored }),
    goodPercent: t.float({
      nullable: true,
      description: 'Share of GOOD among those stored, 0…100 %; null when none was.',
      resolve: (recent) => percentOf(recent.good, stored(recent)),
    }),
    uncertainPercent: t.float({
      nullable: true,
      description: 'Share of UNCERTAIN among those stored, 0…100 %; null when none was.',
      resolve: (recent) => percentOf(recent.uncertain, stored(recent)),
    }),
    badPercent: t.float({
      nullable: true,
      description: 'Share of BAD among those stored, 0…100 %; null when none was.',
      resolve: (recent) => percentOf(recent.bad, stored(recent)),
    }),
    duplicatePercent: t.float({
      nullable: true,
      description: 'Share of duplicates among those received, 0…100 %; null when none was.',
      resolve: ({ duplicates, received }) => percentOf(duplicates, received),
    }),
    droppedPercent: t.float({
      nullable: true,
      description:
        'Share of those received that a door rejected or the pipeline left out of silver, 0…100 %; null when none was. `expectations` says why.',
      resolve: ({ dropped, received }) => percentOf(dropped, received),
    }),
    warnedPercent: t.float({
      nullable: true,
      description: 'Share of those received that silver took with a flag, 0…100 %; null when none was.',
      resolve: ({ warned, received }) => percentOf(warned, received),
    }),
  }),
});
