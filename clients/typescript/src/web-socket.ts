/** Makes a WebSocket class safe for attempts that are given up before they open. */

/**
 * A socket that is given up before it has opened fails once more afterwards, when graphql-ws listens no longer. The package `ws`
 * throws an error without a listener at the whole process; a listener of its own keeps that in the family.
 */
export function guarded(webSocketImpl: unknown): unknown {
  if (!isClass(webSocketImpl))
    throw new TypeError('`webSocket` must be a WebSocket class, such as that of the package ws.');
  return new Proxy(webSocketImpl, {
    construct: (target, args) => {
      const socket: object = Reflect.construct(target, args);
      if (hasListeners(socket)) socket.addEventListener('error', ignored);
      return socket;
    },
  });
}

/** The failure has been reported by then, when the attempt was given up. */
const ignored = () => undefined;

function isClass(value: unknown): value is new () => object {
  return typeof value === 'function';
}

function hasListeners(socket: object): socket is { addEventListener(type: 'error', listener: () => void): void } {
  return 'addEventListener' in socket && typeof socket.addEventListener === 'function';
}
