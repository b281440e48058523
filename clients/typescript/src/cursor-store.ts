/** Keeps the place in the feed between two runs of a program. */

/** Where a cursor is kept between two runs of a program. */
export interface CursorStore {
  load(): string | null | Promise<string | null>;
  /** Called after each event has been handled. */
  save(cursor: string): void | Promise<void>;
}

/** `localStorage`, or anything of its shape. One key a screen: two tabs with one key would overwrite each other's place. */
export function storageCursor(
  storage: { getItem(key: string): string | null; setItem(key: string, value: string): void },
  key: string,
): CursorStore {
  return {
    load: () => storage.getItem(key),
    save: (cursor) => storage.setItem(key, cursor),
  };
}
