import { expect, it, vi } from 'vitest';
import type { OpenSocket } from '../../../../src/server/sockets/open-socket.ts';
import { SocketSubscription } from '../../../../src/server/sockets/socket-subscription.ts';

const socket: Pick<OpenSocket, 'send' | 'whenDrained'> = { send: () => true, whenDrained: () => undefined };

it('a subscription of a socket gives back once what it holds, whether it ends or is left', async () => {
  for (const isJoined of [true, false]) {
    for (const way of ['ends', 'is left']) {
      const release = vi.fn();
      const counters = { subscriptions: 0, executions: 0, deliveries: 0 };
      const errorOf = () => ({ errors: [] });
      const subscription = new SocketSubscription({ socket, id: '1', errorOf, counters, release }, () => ({
        goOn: () => undefined,
        leave: () => undefined,
      }));
      const end = isJoined ? subscription.next() : undefined;
      expect(release).not.toHaveBeenCalled();
      if (way === 'ends') subscription.end();
      await subscription.return();
      await end;
      expect(release).toHaveBeenCalledTimes(1);
      expect(counters.subscriptions).toBe(0);
    }
  }
});
