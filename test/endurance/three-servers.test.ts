import { afterAll, beforeAll, describe, it, onTestFinished } from 'vitest';
import { expectExactlyOnce } from '../support/server/ledger-proof.ts';
import { type ServerProcess, startServer } from '../support/server/server.ts';
import { useSite } from '../support/server/server-fixture.ts';
import { startLoad } from '../support/server/server-ledger.ts';
import { until } from '../support/until.ts';

describe('Three servers on one database', () => {
  const site = useSite();
  let second: ServerProcess;
  let third: ServerProcess;
  beforeAll(async () => {
    [second, third] = await Promise.all([
      startServer({ databaseUrl: site.databaseUrl }),
      startServer({ databaseUrl: site.databaseUrl }),
    ]);
  });
  afterAll(() => third.stop());

  /** Until the given function is called, or the test ends. */
  function freeze(server: ServerProcess): () => void {
    process.kill(server.pid, 'SIGSTOP');
    const thaw = () => void process.kill(server.pid, 'SIGCONT');
    onTestFinished(() => {
      if (server.running()) thaw();
    });
    return thaw;
  }

  /** How many partitions each server's pipeline holds. */
  const shares = async () =>
    (
      await site.sql.rows<{ held: number }>(
        `SELECT count(*)::int AS held FROM pg_locks JOIN pg_stat_activity USING (pid)
         WHERE locktype = 'advisory' AND mode = 'ExclusiveLock' AND granted AND application_name = 'andon pipeline'
           AND datname = current_database()
         GROUP BY pid ORDER BY held`,
      )
    ).map(({ held }) => held);
  async function untilShared(wanted: string): Promise<void> {
    let held = '';
    await until(
      `the servers hold ${wanted} partitions`,
      async () => {
        held = (await shares()).join();
        return held === wanted;
      },
      { withinMs: 30_000, state: () => held },
    );
  }
  const head = () => site.sql.number('SELECT batch_no FROM andon.bronze_head');
  const slowest = () => site.sql.number('SELECT min(batch_no) FROM andon.pipeline_partition');
  /** Everything that is in the log now has been taken through the stages, whoever does it. */
  async function untilTaken(what: string): Promise<void> {
    const target = await head();
    let state = '';
    await until(
      what,
      async () => {
        const reached = await slowest();
        if (reached >= target) return true;
        state = JSON.stringify({ reached, target, head: await head(), held: await shares(), waiting: await waiting() });
        return false;
      },
      { withinMs: 60_000, state: () => state },
    );
  }
  /** What the pipelines' connections wait for, and whom. */
  const waiting = () =>
    site.sql.rows(
      `SELECT pid, state, wait_event, pg_blocking_pids(pid) AS blocked_by, left(query, 60) AS query
       FROM pg_stat_activity WHERE application_name = 'andon pipeline' AND datname = current_database()`,
    );

  it('share the work; one that freezes and one that is killed hand theirs over: everything acknowledged is counted once', async () => {
    const servers = [site.server, second, third];
    const load = servers.map(({ graphqlUrl }, index) =>
      startLoad({ clients: 2, batch: 10, name: `TRIO-${index}`, resend: false, graphqlUrl: () => graphqlUrl }),
    );
    const acknowledged = (index: number) => load[index]?.ledger.acknowledged.size ?? 0;
    await untilShared('4,6,6');
    await until('all take readings', () => load.every((_, index) => acknowledged(index) > 300), { withinMs: 60_000 });

    for (let round = 0; round < 2; round += 1) {
      const thaw = freeze(third);
      await untilTaken('the others do the work of the frozen one');
      await untilShared('8,8');
      const before = acknowledged(2);
      thaw();
      await until('the thawed one takes readings again', () => acknowledged(2) > before + 100, { withinMs: 60_000 });
      await untilShared('4,6,6');
    }

    await second.kill();
    await untilTaken('the others do the work of the dead one');
    const ledgers = await Promise.all(load.map(({ finish }) => finish()));
    await expectExactlyOnce(site.sql, ...ledgers);
  }, 240_000);
});
