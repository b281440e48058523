/** Lets a loop sleep until its time is up or somebody wakes it. Who wakes one that does not sleep wakes nobody. */
export class Sleeper {
  #wakeUp: (() => void) | null = null;

  get isAsleep(): boolean {
    return this.#wakeUp !== null;
  }

  wake(): void {
    this.#wakeUp?.();
  }

  /** Null: without end. */
  async sleep(timeoutMs: number | null): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = timeoutMs === null ? null : setTimeout(resolve, timeoutMs);
      this.#wakeUp = () => {
        if (timer !== null) clearTimeout(timer);
        resolve();
      };
    });
    this.#wakeUp = null;
  }
}
