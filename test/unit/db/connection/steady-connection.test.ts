import { EventEmitter } from 'node:events';
import type pg from 'pg';
import { describe, expect, it, vi } from 'vitest';
import type { Database } from '../../../../src/db/connection/database.ts';
import { SteadyConnection } from '../../../../src/db/connection/steady-connection.ts';

/** As much of a client as a steady connection sees. */
class Client extends EventEmitter {
  ended = false;
  end(): Promise<void> {
    this.ended = true;
    return Promise.resolve();
  }
}

function setUp(connect?: () => Promise<Client>) {
  const clients: Client[] = [];
  const database = {
    connect: async () => {
      const client = await (connect?.() ?? Promise.resolve(new Client()));
      clients.push(client);
      return client;
    },
  } as { connect(): Promise<unknown> } as Pick<Database, 'connect'>;
  const onRemade = vi.fn();
  return { clients, onRemade, steady: new SteadyConnection(database, { applicationName: 'test' }, onRemade) };
}
const same = (client: pg.Client): unknown => client;

describe('a steady connection', () => {
  it('says that it was made anew before anybody is given it, and says nothing the first time', async () => {
    const { clients, onRemade, steady } = setUp();
    await steady.get();
    expect(onRemade).not.toHaveBeenCalled();
    clients[0]?.emit('end');
    const given = steady.get().then(() => onRemade.mock.calls.length);
    expect(await given).toBe(1);
    await steady.discard();
    await steady.get();
    expect(onRemade).toHaveBeenCalledTimes(2);
  });

  it('is opened once, however many ask for it', async () => {
    const { clients, steady } = setUp();
    await Promise.all([steady.get(), steady.get(), steady.get()]);
    expect(clients).toHaveLength(1);
  });

  it('is opened anew after it ended', async () => {
    const { clients, steady } = setUp();
    await steady.get();
    clients[0]?.emit('end');
    expect(same(await steady.get())).toBe(clients[1]);
  });

  it('is not lost when the one given up before reports its end late', async () => {
    const { clients, steady } = setUp();
    await steady.get();
    await steady.discard();
    await steady.get();
    clients[0]?.emit('end');
    expect(same(await steady.get())).toBe(clients[1]);
    expect(clients).toHaveLength(2);
  });

  it('tells each caller when it cannot be opened, and tries again for the next', async () => {
    let refusals = 1;
    const { clients, steady } = setUp(() =>
      refusals-- > 0 ? Promise.reject(new Error('refused')) : Promise.resolve(new Client()),
    );
    await expect(steady.get()).rejects.toThrow('refused');
    await steady.get();
    expect(clients).toHaveLength(1);
  });

  it('is ended when closed, and not opened again', async () => {
    const { clients, steady } = setUp();
    await steady.get();
    await steady.close();
    expect(clients[0]?.ended).toBe(true);
    await expect(steady.get()).rejects.toThrow('closed');
  });
});
