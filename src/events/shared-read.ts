/**
 * One reading for all who ask at the same time, so that a crowd costs two statements and waits in no queue. Who asks while a reading
 * is under way gets the next one: the one under way may be older than what the asker has seen already.
 */
export class SharedRead<T> {
  readonly #read: () => Promise<T>;
  #current: Promise<T> | null = null;
  #next: Promise<T> | null = null;

  constructor(read: () => Promise<T>) {
    this.#read = read;
  }

  get(): Promise<T> {
    if (this.#current === null) return this.#begin();
    const goOn = () => {
      this.#next = null;
      return this.#begin();
    };
    this.#next ??= this.#current.then(goOn, goOn);
    return this.#next;
  }

  #begin(): Promise<T> {
    const reading = this.#read().finally(() => {
      if (this.#current === reading) this.#current = null;
    });
    this.#current = reading;
    return reading;
  }
}
