import { builder } from '../builder.ts';

/** `first` and `after` of every list. */
export const pagingArguments = builder.args((t) => ({
  first: t.int({ description: 'Rows of the page, 1…500; absent: 50.' }),
  after: t.string({
    description: 'Return rows after the one with this cursor; absent: from the beginning of the list.',
  }),
}));
