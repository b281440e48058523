/** The arguments `from` and `to` of fields that take a range of time. */
import { builder } from '../builder.ts';

/** An open range of time. */
export const rangeArguments = builder.args((t) => ({
  from: t.field({ type: 'DateTime', description: 'Start of the range, inclusive; absent: the last 24 hours.' }),
  to: t.field({ type: 'DateTime', description: 'End of the range, exclusive; absent: now.' }),
}));
