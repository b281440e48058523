import { expect, it } from 'vitest';
import { parseDatabaseAddress } from '../../../../../src/db/connection/address/address.ts';
import { routedClient } from '../../../../../src/db/connection/address/routed-client.ts';

it('an error event of a connection that nobody listens to yet does not end the process', async () => {
  const Client = routedClient(parseDatabaseAddress('postgres://andon@127.0.0.1:1/andon'));
  const client = new Client();
  await expect(client.connect()).rejects.toThrow();
  expect(() => client.emit('error', new Error('terminating connection due to administrator command'))).not.toThrow();
});
