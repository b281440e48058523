/**
 * The process in which a model in a file runs, started by model-handle.ts. Its calls hold up this process's thread for as long as the model takes, it may
 * take memory without end or crash: none of that is the server's. It ends with the server, also when a model never comes to an end.
 */
import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import { Worker } from 'node:worker_threads';
import { ModelFailure } from '../../model-failure.ts';
import type { Answer, Question } from './messages.ts';
import { OnnxSession } from './onnx-session.ts';

/** Behind the pipeline and its database, where they want the same core. */
const niceness = 10;

let session: OnnxSession | null = null;

async function answerTo(question: Question): Promise<Answer> {
  try {
    if (question.kind === 'load') {
      const { session: made, loaded } = await OnnxSession.load(question);
      session = made;
      return loaded;
    }
    if (session === null) throw new ModelFailure('unreachable', 'no model is loaded');
    return await session.score(question);
  } catch (error) {
    if (error instanceof ModelFailure) return { kind: 'failed', failure: error.kind, message: error.message };
    return { kind: 'failed', failure: 'unexpected_answer', message: String(error).slice(0, 300) };
  }
}

process.on('message', (question: Question) => {
  void answerTo(question).then((answer) => process.send?.(answer));
});
process.once('disconnect', () => process.exit(0));
// A terminal sends these to the server's processes all at once; the server ends this one when it has no more use for it.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);

// While a model runs, nothing above is heard: the server may have been killed meanwhile.
new Worker(
  `const { workerData } = require('node:worker_threads');
   setInterval(() => { if (process.ppid !== workerData) process.kill(process.pid, 'SIGKILL'); }, 500);`,
  { eval: true, workerData: process.ppid, execArgv: [] },
);

os.setPriority(niceness);
// Where Linux runs out of memory, this is what it ends first. Elsewhere there is no such file.
await writeFile('/proc/self/oom_score_adj', '800').catch(() => undefined);
