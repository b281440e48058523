/** Opens the database for a command of `andon notify`, and sends from this machine what it asks for. */
import { createNotifyService, type NotifyService } from '../../notify/notify-service.ts';
import { createSend } from '../../runtime/notify.ts';
import { withDatabase } from '../with-database.ts';

/** Prints the lines that the work returns. */
export function withNotify(
  writes: boolean,
  work: (service: NotifyService) => Promise<readonly string[]>,
): Promise<void> {
  return withDatabase(writes, (pool, { notify }) => {
    const send = createSend(notify.trustedHosts, Date.now);
    const { signal } = new AbortController();
    return work(createNotifyService({ pool, now: Date.now, send: (sink, message) => send(sink, message, signal) }));
  });
}
