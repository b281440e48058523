import { describe, expect, it } from 'vitest';
import { followRecommendations } from '../../support/clients/clients-events.ts';
import { subscribe } from '../../support/clients/clients-websocket.ts';
import { EquipmentStatus } from '../../support/clients/operations.ts';
import { expectExactlyOnce } from '../../support/server/ledger-proof.ts';
import { useSite } from '../../support/server/server-fixture.ts';
import { startLoad } from '../../support/server/server-ledger.ts';
import { until } from '../../support/until.ts';

describe('SIGTERM ends a server in order', () => {
  const site = useSite();

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'FEED-23: %s during load: subscribers get close code 1001 and when to return, exit code 0 within 10 s, and nothing acknowledged is lost',
    async (signal) => {
      const load = startLoad({
        clients: 4,
        batch: 100,
        name: signal,
        resend: true,
        graphqlUrl: () => site.server.graphqlUrl,
      });
      const screens = [
        await followRecommendations(site, {}),
        await subscribe(site.server.websocketUrl, EquipmentStatus, { minIntervalMs: 100 }),
      ];
      await until('load flows', () => load.ledger.acknowledged.size > 2_000);
      const exit = await site.server.stop(signal);
      expect(exit).toMatchObject({ code: 0, signal: null });
      expect(exit.tookMs).toBeLessThan(10_000);
      for (const screen of screens) {
        await until('the subscriber’s connection is closed', () => screen.closeCode() !== undefined);
        expect(screen.closeCode()).toBe(1_001);
      }
      const hints = screens.map((screen) => JSON.parse(screen.closeReason() ?? ''));
      expect(hints).toMatchObject(screens.map(() => ({ retryAfterMs: expect.any(Number) })));
      await site.restart();
      const ledger = await load.finish();
      await expectExactlyOnce(site.sql, ledger);
      await Promise.all(screens.map((screen) => screen.close()));
    },
    120_000,
  );
});
