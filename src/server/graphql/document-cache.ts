/** Keeps parsed documents by their text, as long as their texts together stay within a limit. */

interface Kept<Value> {
  readonly value: Value;
  readonly length: number;
}

/**
 * The least recently used go first. It is bounded by characters and not by documents: a parsed document takes about a hundred times its text,
 * and a thousand of the largest would take the server's memory.
 */
export class DocumentCache<Value> {
  readonly #mostCharacters: number;
  readonly #kept = new Map<string, Kept<Value>>();
  #characters = 0;

  constructor(mostCharacters: number) {
    this.#mostCharacters = mostCharacters;
  }

  get(text: string): Value | undefined {
    const kept = this.#kept.get(text);
    if (kept === undefined) return undefined;
    this.#kept.delete(text);
    this.#kept.set(text, kept);
    return kept.value;
  }

  set(text: string, value: Value): void {
    this.#drop(text);
    if (text.length > this.#mostCharacters / 10) return;
    this.#kept.set(text, { value, length: text.length });
    this.#characters += text.length;
    for (const oldest of this.#kept.keys()) {
      if (this.#characters <= this.#mostCharacters) return;
      this.#drop(oldest);
    }
  }

  #drop(text: string): void {
    this.#characters -= this.#kept.get(text)?.length ?? 0;
    this.#kept.delete(text);
  }
}
