/** Doctor: whether the role for analysts exists and may read the views. */
import { type ReaderState, readerRemedy, readerRole, readReaderState } from '../../db/access/reader-role.ts';
import { type Check, type Finding, ok, skipped, warn } from './finding.ts';

/** The server works without the role; analysts then have no account of their own. */
export function judgeReader(state: ReaderState): Finding {
  if (state.views === 0) return skipped('because the views for analysts come with the migrations');
  const remedy = readerRemedy(state);
  if (remedy === undefined) return ok(`${readerRole} may read the ${state.views} views for analysts`);
  const text = state.exists
    ? `${readerRole} may not read ${state.closed} of the ${state.views} views for analysts`
    : `there is no role ${readerRole} to read the views for analysts with`;
  return warn(text, `as an administrator: ${remedy}`);
}

export const readerCheck: Check = {
  name: 'reader',
  run: async ({ pool }) => judgeReader(await readReaderState(pool)),
};
