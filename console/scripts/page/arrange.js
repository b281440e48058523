/** Brings the children of an element into a wanted order with as few moves as possible. */

/**
 * Brings the children of a list into the wanted order and removes all others; what stands right is not touched, so that one item that
 * moves costs one move. The focus and the operator's place survive.
 *
 * @param {Element} list
 * @param {Iterable<Element>} wanted
 */
export function arrange(list, wanted) {
  const focused = document.activeElement;
  let at = list.firstElementChild;
  for (const node of wanted) {
    // The node before the wanted one has moved further down or was removed.
    if (at !== null && at !== node && at.nextElementSibling === node) {
      at.remove();
      at = node;
    }
    if (at === node) at = at.nextElementSibling;
    else list.insertBefore(node, at);
  }
  while (at !== null) {
    const gone = at;
    at = at.nextElementSibling;
    gone.remove();
  }
  if (focused instanceof HTMLElement && focused.isConnected && document.activeElement !== focused)
    focused.focus({ preventScroll: true });
}
