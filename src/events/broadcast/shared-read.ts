/**
 * One reading for all who ask at the same time, so that a crowd costs two statements and waits in no queue. Who asks while a reading
 * is under way gets the next one: the one under way may be older than what the asker has seen already.
 */
export class SharedRead<Asked, T> {
  readonly #read: (asked: ReadonlySet<Asked>) => Promise<T>;
  #current: Promise<T> | null = null;
  #next: { readonly asked: Set<Asked>; readonly reading: Promise<T> } | null = null;

  /** What was asked for is gathered, and read together. */
  constructor(read: (asked: ReadonlySet<Asked>) => Promise<T>) {
    this.#read = read;
  }

  get(asked: readonly Asked[]): Promise<T> {
    if (this.#current === null) return this.#begin(new Set(asked));
    if (this.#next === null) {
      const gathered = new Set<Asked>();
      const goOn = () => {
        this.#next = null;
        return this.#begin(gathered);
      };
      this.#next = { asked: gathered, reading: this.#current.then(goOn, goOn) };
    }
    for (const one of asked) this.#next.asked.add(one);
    return this.#next.reading;
  }

  #begin(asked: ReadonlySet<Asked>): Promise<T> {
    const reading = this.#read(asked).finally(() => {
      if (this.#current === reading) this.#current = null;
    });
    this.#current = reading;
    return reading;
  }
}
