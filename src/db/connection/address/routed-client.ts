/** A client of PostgreSQL that tries every host and way of an address until one works. */
import pg from 'pg';
import type { DatabaseAddress } from './address.ts';
import { Route } from './route.ts';

/** What every client to this address is told, whatever host it goes to. Undefined parts are left to the environment and node-postgres. */
export function baseOptions(address: DatabaseAddress): pg.ClientConfig {
  const { places, user, password, database, options } = address;
  const first = places[0];
  return {
    ...(first?.host && { host: first.host }),
    ...(first?.port && { port: first.port }),
    ...(user && { user }),
    ...(password && { password }),
    ...(database && { database }),
    ...(options && { options }),
    // Never what PGSSLMODE would mean to node-postgres, which is not what it means to libpq.
    ssl: address.sslDirect,
    ...(address.sslDirect && { sslnegotiation: 'direct' as const }),
  };
}

/** A class of clients for the pool and for connections of their own: each looks for its place when it connects. */
export function routedClient(address: DatabaseAddress): typeof pg.Client {
  const route = new Route(address, baseOptions(address));

  return class RoutedClient extends pg.Client {
    override connect(): Promise<pg.Client>;
    override connect(callback: ((error: Error) => void) | ((error: null, client: pg.Client) => void)): void;
    override connect(
      callback?: ((error: Error) => void) | ((error: null, client: pg.Client) => void),
    ): Promise<pg.Client> | undefined {
      const connecting = this.#connect();
      if (callback === undefined) return connecting;
      connecting.then(
        (client) => Reflect.apply(callback, undefined, [null, client]),
        (error: unknown) => Reflect.apply(callback, undefined, [error]),
      );
      return undefined;
    }

    async #connect(): Promise<pg.Client> {
      // Between here and the pool's own listener an error event of a connection that is cut would end the process; queries reject anyway.
      this.on('error', () => undefined);
      const { host, port, ssl } = await route.choose();
      Object.assign(this, { host, port, ssl });
      Object.assign(this.connection, { ssl });
      try {
        await super.connect();
      } catch (error) {
        route.forget();
        throw error;
      }
      try {
        await route.demand(this);
      } catch (error) {
        await this.end();
        throw error;
      }
      return this;
    }
  };
}
