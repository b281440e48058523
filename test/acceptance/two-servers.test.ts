import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServerProcess, startServer } from '../support/server.ts';
import { useSite } from '../support/server-fixture.ts';
import { expectExactlyOnce, startLoad } from '../support/server-ledger.ts';
import { until } from '../support/until.ts';

describe('Two servers on one database are one site', () => {
  const site = useSite();
  let second: ServerProcess;
  beforeAll(async () => {
    second = await startServer({ databaseUrl: site.databaseUrl });
  });
  afterAll(() => second.stop());

  it('one that is killed hands its work over: everything acknowledged by either is counted once', async () => {
    const load = [site.server.graphqlUrl, second.graphqlUrl].map((graphqlUrl, index) =>
      startLoad({ clients: 2, batch: 60, name: `SHARED-${index}`, resend: false, graphqlUrl: () => graphqlUrl }),
    );
    await until('both take readings', () => load.every(({ ledger }) => ledger.acknowledged.size > 2_000), {
      withinMs: 60_000,
    });
    await second.kill();
    const before = load[0]?.ledger.acknowledged.size ?? 0;
    await until('the other goes on', () => (load[0]?.ledger.acknowledged.size ?? 0) > before + 1_000, {
      withinMs: 60_000,
    });
    const ledgers = await Promise.all(load.map(({ finish }) => finish()));
    await expectExactlyOnce(site.sql, {
      acknowledged: new Map(ledgers.flatMap(({ acknowledged }) => [...acknowledged])),
    });
    expect(ledgers.every(({ acknowledged }) => acknowledged.size > 0)).toBe(true);
  }, 120_000);
});
