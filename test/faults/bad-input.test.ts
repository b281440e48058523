import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { GraphqlAnswer } from '../support/clients/clients-http.ts';
import { PipelineHealthQuery } from '../support/clients/operations.ts';
import { byForm, count, noteFault } from '../support/fault-form.ts';
import { type BadInput, badInputs, plain, requestBody } from '../support/readings/bad-input.ts';
import { reading, type SentReading } from '../support/readings/readings.ts';
import { expectExactlyOnce } from '../support/server/ledger-proof.ts';
import { useSite } from '../support/server/server-fixture.ts';
import { ledgerKey, startLoad } from '../support/server/server-ledger.ts';

interface Answer {
  readonly ingestReadings: {
    readonly accepted: number;
    readonly duplicates: number;
    readonly rejected: readonly { readonly code: string }[];
  };
}

const eachForMs = byForm({ short: 300, long: 8_000 });
const wantedPerSecond = 1_000;
const goodPerRequest = 50;
/** As many as it takes to have enough requests under way where each carries a single reading. */
const senders = 16;

describe('Bad input keeps coming', () => {
  const site = useSite();
  const startMs = Math.floor(Date.now() / 60_000) * 60_000 - 3_600_000;
  const goodSent = new Map<string, number>();
  const good = (): SentReading => {
    const n = goodSent.size;
    const one = reading('GOOD-1', `sensor-${n % 10}`, Math.cos(n) * 20 + 50, startMs + n * 7);
    goodSent.set(ledgerKey(one), Number(one.value));
    return one;
  };
  const acknowledged = new Map<string, number>();

  /** Sends one request, holds the answer against what the input deserves, and notes the good readings that were acknowledged. */
  const send = async (input: BadInput, n: number) => {
    const neighbours =
      input.name === 'an empty batch' || input.outcome === 'request'
        ? []
        : Array.from({ length: goodPerRequest }, good);
    const { status, text } = await site.http.post(requestBody(input, neighbours, n));
    const { data, errors }: GraphqlAnswer<Answer> = JSON.parse(text);
    if (input.outcome === 'request') {
      expect(status, input.name).toBeLessThan(500);
      expect(errors, input.name).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
      return;
    }
    expect(errors, input.name).toBeUndefined();
    const { accepted = 0, duplicates = 0, rejected = [] } = data?.ingestReadings ?? {};
    const bad = input.outcome === 'stored' ? [] : rejected;
    expect(accepted + duplicates, input.name).toBeGreaterThanOrEqual(neighbours.length);
    expect(new Set(bad.map(({ code }) => code)), input.name).toEqual(
      new Set(input.outcome === 'stored' ? [] : input.outcome),
    );
    if (input.outcome !== 'stored') expect(bad, input.name).toHaveLength(input.perRequest);
    for (const one of neighbours) acknowledged.set(ledgerKey(one), Number(one.value));
  };

  const sendGood = async () => {
    const one = good();
    const { status, text } = await site.http.post(requestBody(plain, [one], 0));
    expect(JSON.parse(text), `${status}`).toMatchObject({ data: { ingestReadings: { accepted: 1, rejected: [] } } });
    acknowledged.set(ledgerKey(one), Number(one.value));
  };

  /** Returns how many readings a second there were. */
  const bombard = async (perRequest: number, sendOne: (n: number) => Promise<void>): Promise<number> => {
    const beganMs = performance.now();
    const everyMs = (1_000 * perRequest) / wantedPerSecond;
    let sent = 0;
    const sender = async () => {
      for (;;) {
        const dueMs = beganMs + sent * everyMs;
        if (sent > 0 && dueMs - beganMs >= eachForMs) return;
        sent += 1;
        await pause(Math.max(0, dueMs - performance.now()));
        await sendOne(sent);
      }
    };
    await Promise.all(Array.from({ length: senders }, sender));
    return (sent * perRequest * 1_000) / (performance.now() - beganMs);
  };

  it(
    'a thousand a second of each kind among good readings, of ids of 1 MB what gets through: the good ones are stored exactly once, the server stays well',
    async (context) => {
      const load = startLoad({
        clients: 2,
        batch: 50,
        name: 'BESIDE',
        resend: true,
        graphqlUrl: () => site.server.graphqlUrl,
        pauseMs: 10,
      });
      const rates: string[] = [];
      // The floor: what the same clients, side by side with the same load, reach with good readings, one a request.
      rates.push(`good ones, one a request, ${count(Math.round(await bombard(1, sendGood)))}`);
      for (const input of badInputs) {
        const rate = await bombard(input.perRequest, (n) => send(input, n));
        rates.push(`${input.name} ${count(Math.round(rate))}`);
      }
      const beside = await load.finish();
      expect(beside.failedRequests, beside.lastFailure).toBe(0);
      const readings = await expectExactlyOnce(site.sql, beside, { acknowledged, sent: goodSent });
      expect(site.server.running()).toBe(true);
      expect((await site.http.request(PipelineHealthQuery, {})).pipelineHealth).toMatchObject({ status: 'OK' });
      noteFault(context, {
        done: `readings for ${eachForMs / 1_000} s of each kind, a second: ${rates.join('; ')}`,
        seen: `${count(readings)} good readings beside and among them, 0 refused, 0 lost, 0 twice; every bad one got its code; pipeline OK`,
      });
    },
    byForm({ short: 60_000, long: 600_000 }),
  );
});
