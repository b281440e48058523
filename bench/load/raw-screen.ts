/** A subscriber on a plain socket, for loads in which a WebSocket library would be measured with the server. */
import { connect } from 'node:net';
import { clientPong, clientText, FrameReader } from './frames.ts';

/** Any subscriber's message is longer, and acknowledgements and the protocol's own pings are shorter. */
const shortestDelivery = 64;
/** One for all sockets: what arrives is looked at before the next chunk is read. */
const chunk = Buffer.alloc(65_536);

export interface Screen {
  /** Sent once the socket is open; absent for a server that speaks no protocol of its own. */
  readonly subscription?: { readonly query: string; readonly operatorId: string };
  readonly onDelivery: (payload: Buffer | null) => void;
  readonly onFailure: (reason: string) => void;
}

/** One subscriber on a plain socket. Resolves when it has sent its subscription. */
export function openScreen(url: URL, { subscription, onDelivery, onFailure }: Screen): Promise<void> {
  return new Promise((resolve, reject) => {
    let open = false;
    let subscribed = false;
    const fail = (reason: string): void => {
      if (subscribed) onFailure(reason);
      else reject(new Error(reason));
    };
    const ready = (): void => {
      subscribed = true;
      resolve();
    };
    const frames = new FrameReader({
      onText: (bytes, payload) => {
        if (subscribed) {
          if (bytes >= shortestDelivery) onDelivery(payload);
          return;
        }
        if (payload?.includes('"connection_ack"') === false) return fail(`no acknowledgement but ${payload}`);
        socket.write(
          clientText(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: subscription?.query } })),
        );
        ready();
      },
      onPing: () => socket.write(clientPong),
      onClose: (payload) => fail(`closed: ${payload?.subarray(2)}`),
    });
    const onChunk = (bytes: number, buffer: Uint8Array): boolean => {
      const received = Buffer.from(buffer.buffer, buffer.byteOffset, bytes);
      if (open) {
        frames.read(received);
        return true;
      }
      // The answer to the upgrade is short and comes alone: the server speaks only when spoken to.
      const end = received.indexOf('\r\n\r\n');
      if (end < 0 || !received.subarray(0, 12).equals(Buffer.from('HTTP/1.1 101'))) {
        fail(`no upgrade: ${received.toString('latin1')}`);
        return false;
      }
      open = true;
      if (subscription === undefined) ready();
      else {
        const payload = { operatorId: subscription.operatorId };
        socket.write(clientText(JSON.stringify({ type: 'connection_init', payload })));
      }
      return true;
    };
    const socket = connect({
      host: url.hostname,
      port: Number(url.port),
      noDelay: true,
      onread: { buffer: chunk, callback: onChunk },
    });
    socket.once('connect', () => socket.write(upgrade(url, subscription !== undefined)));
    socket.once('error', (error) => fail(`${error.message}; many sockets need a higher ulimit -n`));
    socket.once('end', () => fail('the server hung up'));
  });
}

function upgrade(url: URL, graphql: boolean): string {
  return [
    `GET ${url.pathname} HTTP/1.1`,
    `Host: ${url.host}`,
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ...(graphql ? ['Sec-WebSocket-Protocol: graphql-transport-ws'] : []),
    '\r\n',
  ].join('\r\n');
}
