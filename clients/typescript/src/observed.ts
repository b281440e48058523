/** A value with listeners: the state of a connection or of a feed. */

export type StopObserving = () => void;

export interface Observed<State> {
  readonly current: State;
  /** Told at once and at every change. */
  observe(listener: (state: State) => void): StopObserving;
}

export class ObservedState<State> implements Observed<State> {
  #current: State;
  readonly #listeners = new Set<(state: State) => void>();

  constructor(initial: State) {
    this.#current = initial;
  }

  get current(): State {
    return this.#current;
  }

  become(next: State): void {
    this.#current = next;
    for (const listener of [...this.#listeners]) listener(next);
  }

  observe(listener: (state: State) => void): StopObserving {
    this.#listeners.add(listener);
    listener(this.#current);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}
