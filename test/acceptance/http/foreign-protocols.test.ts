import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect as connectTls } from 'node:tls';
import { createClient } from 'graphql-ws';
import { describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { sendBytes } from '../../support/clients/raw-http.ts';
import { useSite } from '../../support/server/server-fixture.ts';
import { until } from '../../support/until.ts';

describe('A client that speaks another protocol is told so in words', () => {
  const site = useSite();
  /** How a WebSocket with these subprotocols ends. */
  const ending = async (protocols: string[], path = '') => {
    const socket = new WebSocket(site.server.websocketUrl + path, protocols);
    const messages: string[] = [];
    socket.on('message', (data) => messages.push(String(data)));
    const [code, reason] = await once(socket, 'close');
    return { code, reason: String(reason), messages };
  };

  it('FEED-30: the legacy subprotocol is closed with 4406 and what to use, and its client is told in its own message too', async () => {
    const words = 'The subprotocol graphql-ws is not spoken here; use graphql-transport-ws (npm: graphql-ws)';
    expect(await ending(['graphql-ws'])).toEqual({
      code: 4406,
      reason: words,
      messages: [JSON.stringify({ type: 'connection_error', payload: { message: words } })],
    });
  });

  it('no subprotocol and an unknown one likewise; of several the right one is taken', async () => {
    expect(await ending([])).toMatchObject({ code: 4406, reason: expect.stringContaining('subprotocol is missing') });
    expect(await ending(['mqtt'])).toMatchObject({
      code: 4406,
      reason: expect.stringContaining('mqtt is not spoken here; use graphql-transport-ws'),
    });
    const both = new WebSocket(site.server.websocketUrl, ['graphql-ws', 'graphql-transport-ws']);
    await once(both, 'open');
    expect(both.protocol).toBe('graphql-transport-ws');
    both.close();
    await until('nothing of them is left open', async () =>
      /^andon_websocket_connections 0$/m.test(await (await fetch(`${site.server.url}/metrics`)).text()),
    );
  });

  it('a WebSocket works on the path with a slash at its end, and one elsewhere is told where', async () => {
    const client = createClient({ url: `${site.server.websocketUrl}/`, webSocketImpl: WebSocket, retryAttempts: 0 });
    const answer = await client.iterate({ query: '{ __typename }' }).next();
    expect(answer.value).toMatchObject({ data: { __typename: 'Query' } });
    await client.dispose();
    const elsewhere = await sendBytes(
      site.server.url,
      'GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    );
    expect(elsewhere).toMatch(/^HTTP\/1\.1 404 .*WebSockets are at \/graphql\./s);
  });

  it('a message that is not UTF-8 closes its WebSocket with 1007, be it of text or binary', async () => {
    for (const binary of [false, true]) {
      const socket = new WebSocket(site.server.websocketUrl, 'graphql-transport-ws');
      await once(socket, 'open');
      socket.send(Buffer.from('{"type":"connection_init","payload":{"operatorId":"J\xfcrgen"}}', 'latin1'), { binary });
      const [code] = await once(socket, 'close');
      expect(code).toBe(1007);
    }
  });

  it('FEED-30: HTTP/2 by prior knowledge is refused as its clients understand it, with words', async () => {
    const session = connectHttp2(site.server.url);
    session.on('error', () => undefined); // its code is asserted at the stream
    const goaway = once(session, 'goaway');
    const request = session.request({ ':path': '/graphql' });
    const failed = once(request, 'error');
    const [code, , words] = await goaway;
    expect([code, String(words)]).toEqual([0xd, expect.stringContaining('This port speaks HTTP/1.1')]);
    expect((await failed)[0]).toMatchObject({ message: expect.stringContaining('13') });
  });

  it('FEED-30: TLS on the plain port is refused at once and logged, once', async () => {
    for (let round = 0; round < 2; round += 1) {
      const socket = connectTls({ port: Number(new URL(site.server.url).port), host: '127.0.0.1' });
      const [error] = await once(socket, 'error');
      expect(error.code).toBe('ERR_SSL_WRONG_VERSION_NUMBER');
    }
    const told = () => site.server.output().match(/A client speaks TLS to this port, which is plain HTTP/g) ?? [];
    await until('it is logged', () => told().length > 0);
    expect(told()).toHaveLength(1);
  });

  it.each([
    ['a proxy’s CONNECT', 'CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n', 405, 'This is no proxy'],
    ['MQTT', Buffer.from([0x10, 0x0c, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 60, 0, 0]), 400, 'is no HTTP request'],
    [
      'an address with bytes that none has',
      'GET /graphql?query=° HTTP/1.1\r\nHost: localhost\r\n\r\n',
      400,
      'percent-encode',
    ],
    [
      'two lengths of one body',
      'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n',
      400,
      'Transfer-Encoding',
    ],
    [
      'headers of 100 KB',
      `GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ${'x'.repeat(100_000)}\r\n\r\n`,
      431,
      'too long',
    ],
  ] as const)('%s gets an answer in words and the end of the connection', async (_what, bytes, status, words) => {
    const answer = await sendBytes(site.server.url, bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toContain(words);
  });

  it('the form of address that proxies are sent is answered, unless it names a host that is not served', async () => {
    const get = (host: string) =>
      sendBytes(
        site.server.url,
        `GET http://${host}/graphql?query=%7B__typename%7D HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
      );
    expect(await get('localhost')).toContain('"__typename":"Query"');
    expect(await get('elsewhere.example')).toMatch(/^HTTP\/1\.1 403 /);
  });
});
