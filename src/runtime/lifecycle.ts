/** Starts components in order, and stops them in reverse, each within its deadline. */
import type { Logger } from '../log.ts';

/** A part of the server that is started, stopped, or both. */
export interface Component {
  readonly name: string;
  start?(): Promise<void> | void;
  /** Finishes what was begun. What it throws is logged, and the next component is stopped all the same. */
  stop?(): Promise<void> | void;
  /** How long the others wait for it to stop. Absent: for as long as everything may take together. */
  readonly stopWithinMs?: number;
}

/**
 * Starts components one after the other and stops them in reverse order, so that each stops while everything that it uses still runs.
 * One that misses its deadline is left behind: stopping goes on and ends in time.
 */
export class Lifecycle {
  readonly #log: Logger;
  readonly #stopAllWithinMs: number;
  readonly #started: Component[] = [];
  #stopping: Promise<readonly string[]> | null = null;

  constructor(log: Logger, stopAllWithinMs: number) {
    this.#log = log;
    this.#stopAllWithinMs = stopAllWithinMs;
  }

  /** When a component does not start, those before it are stopped, and it is thrown why. */
  async start(...components: readonly Component[]): Promise<void> {
    for (const component of components) {
      try {
        await component.start?.();
        this.#started.push(component);
      } catch (error) {
        await this.stop();
        throw error;
      }
    }
  }

  /** Returns the names of components that did not stop in time, or failed to. */
  stop(): Promise<readonly string[]> {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  async #stopAll(): Promise<readonly string[]> {
    const endMs = performance.now() + this.#stopAllWithinMs;
    const left: string[] = [];
    for (const component of this.#started.toReversed()) {
      const leftMs = Math.max(0, endMs - performance.now());
      if (!(await this.#stopOne(component, Math.min(leftMs, component.stopWithinMs ?? leftMs))))
        left.push(component.name);
    }
    return left;
  }

  async #stopOne({ name, stop }: Component, withinMs: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(resolve, withinMs, true);
    });
    try {
      const isLate = await Promise.race([Promise.resolve(stop?.()).then(() => false), late]);
      if (isLate) {
        const words = 'a component did not stop in time and is left behind; the next one is stopped';
        this.#log.warn(
          { event: 'server.component_stop_timed_out', component: name, withinMs: Math.round(withinMs) },
          words,
        );
      }
      return !isLate;
    } catch (error) {
      const words = 'a component failed to stop; the next one is stopped';
      this.#log.warn({ event: 'server.component_stop_failed', component: name, err: error }, words);
      return false;
    } finally {
      clearTimeout(timer);
    }
  }
}
