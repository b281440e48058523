/**
 * Shares one read among all callers of the same time, so that many callers cost two statements. A call during a read
 * gets the next one, because the present one may be older than what the caller has seen already.
 */
export class SharedRead<Asked, T> {
  readonly #read: (asked: ReadonlySet<Asked>) => Promise<T>;
  #current: Promise<T> | null = null;
  #next: { readonly asked: Set<Asked>; readonly reading: Promise<T> } | null = null;

  /** Keys of waiting callers are gathered and read together. */
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
