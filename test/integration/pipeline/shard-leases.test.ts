import type pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ShardLeases } from '../../../src/pipeline/shard-leases.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { connect } from '../../support/server/core.ts';

let database: TestDatabase;
let clients: pg.Client[];

beforeEach(async () => {
  database = await createTestDatabase();
  clients = await Promise.all(Array.from({ length: 3 }, () => connect(database.url)));
});
afterEach(async () => {
  for (const client of clients) await client.end();
  await database.drop();
});

it('three servers get a third of the shards each, and then send one statement at each check, also the one with the smaller share', async () => {
  const servers = clients.map((client) => ({ client, leases: new ShardLeases() }));
  for (let round = 0; round < 3; round += 1) {
    for (const { client, leases } of servers) await leases.rebalance(client);
  }
  expect(servers.map(({ leases }) => leases.owned.size).sort()).toEqual([4, 6, 6]);
  expect(new Set(servers.flatMap(({ leases }) => [...leases.owned])).size).toBe(16);
  for (const { client, leases } of servers) {
    let statements = 0;
    const query = client.query.bind(client);
    Object.assign(client, {
      query: (...args: Parameters<typeof query>) => {
        statements += 1;
        return query(...args);
      },
    });
    await leases.rebalance(client);
    expect(statements).toBe(1);
  }
});

it('the shards of a server whose connection ends are free at once', async () => {
  const [dying, other] = clients;
  if (dying === undefined || other === undefined) throw new Error('three are connected');
  const leases = new ShardLeases();
  await new ShardLeases().rebalance(dying);
  expect(await leases.rebalance(other)).toEqual([]);
  await dying.end();
  expect(await leases.rebalance(other)).toHaveLength(16);
});
