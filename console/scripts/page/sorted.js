/** A list that is kept sorted by search and insertion. */

/**
 * A list that stays in order: one change costs a search and a shift, however long the list is.
 *
 * @template Item
 * @param {(a: Item, b: Item) => number} compare never 0 for two different items
 */
export function createSorted(compare) {
  /** @type {Item[]} */
  const items = [];

  /** The first place whose item does not come before this one. @param {Item} item */
  function placeOf(item) {
    let from = 0;
    let to = items.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      const there = items[middle];
      if (there !== undefined && compare(there, item) < 0) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  return {
    /** @type {readonly Item[]} */
    items,
    /** @param {Item} item */
    add(item) {
      items.splice(placeOf(item), 0, item);
    },
    /** The item has to compare as it did when it was added. @param {Item} item */
    remove(item) {
      const place = placeOf(item);
      if (items[place] === item) items.splice(place, 1);
    },
    clear() {
      items.length = 0;
    },
  };
}
