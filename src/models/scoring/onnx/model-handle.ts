/** The server's side of the process in which a model in a file runs: asks it, waits for no longer than told, and ends it. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ModelFailure } from '../../model-failure.ts';
import { type Answer, answerForm, type Question } from './messages.ts';

const extension = extname(import.meta.url);
const program = fileURLToPath(new URL(`model-process${extension}`, import.meta.url));
/** From the sources, as in development, TypeScript has to be read. */
const execArgv = extension === '.ts' ? ['--import', 'tsx'] : [];

export interface AskOptions {
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

export class ModelHandle {
  readonly #child: ChildProcess;
  #isGone = false;

  constructor() {
    // Nothing of the server's environment, which holds its secrets.
    this.#child = fork(program, [], { serialization: 'advanced', stdio: 'ignore', env: {}, execArgv });
    this.#child.on('exit', () => {
      this.#isGone = true;
    });
    // Not started at all, or a message that did not reach it: what was asked fails by the exit, or by its time.
    this.#child.on('error', () => {
      this.#isGone ||= this.#child.pid === undefined;
    });
  }

  get processId(): number | undefined {
    return this.#child.pid;
  }

  /** It has ended, whoever ended it. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** Throws a ModelFailure, or the signal's reason. Who does not answer in time is ended: a model that runs cannot be interrupted. */
  async ask(question: Question, { withinMs, signal }: AskOptions): Promise<Answer> {
    signal.throwIfAborted();
    if (this.#isGone) throw new ModelFailure('unreachable', 'the process of the model has ended');
    const answered = new AbortController();
    const within = AbortSignal.timeout(withinMs);
    try {
      this.#child.send(question);
      const options = { signal: AbortSignal.any([within, signal, answered.signal]) };
      const message = once(this.#child, 'message', options).then(([given]: unknown[]) => given);
      const end = once(this.#child, 'exit', options).then((): never => {
        throw new ModelFailure('unreachable', `the process of the model has ended ${this.#how()}`);
      });
      const answer = answerForm.parse(await Promise.race([message, end]));
      if (answer.kind === 'failed') throw new ModelFailure(answer.failure, answer.message);
      return answer;
    } catch (error) {
      if (error instanceof ModelFailure) throw error;
      await this.close();
      signal.throwIfAborted();
      if (within.aborted) throw new ModelFailure('timed_out', `the model gave no answer within ${withinMs} ms`);
      throw new ModelFailure('unreachable', 'the process of the model cannot be asked', { cause: error });
    } finally {
      answered.abort();
    }
  }

  /** Resolves when it has ended. */
  async close(): Promise<void> {
    if (this.#isGone) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }

  #how(): string {
    const { signalCode, exitCode } = this.#child;
    return signalCode === null ? `with exit code ${exitCode}` : `by ${signalCode}`;
  }
}
