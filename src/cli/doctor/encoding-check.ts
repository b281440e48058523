/** Doctor: whether the database stores text as UTF-8. */
import { encodingProblem } from '../../db/connection/encoding.ts';
import { type Check, ok, wrong } from './finding.ts';

export const encodingCheck: Check = {
  name: 'encoding',
  run: async ({ pool }) => {
    const problem = await encodingProblem(pool);
    return problem === null ? ok('UTF8') : wrong(problem.text, problem.mend);
  },
};
