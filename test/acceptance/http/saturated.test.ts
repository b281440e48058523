import { describe, expect, it } from 'vitest';
import { documentText } from '../../support/clients/clients-http.ts';
import { IngestReadings } from '../../support/clients/operations.ts';
import { startHeldUpSite } from '../../support/server/held-up-site.ts';
import { until } from '../../support/until.ts';

const body = (batch: number, count: number) =>
  JSON.stringify({
    query: documentText(IngestReadings),
    variables: {
      readings: Array.from({ length: count }, (_, i) => ({
        equipmentId: `FULL-${batch}`,
        sensorType: 'flow',
        value: i,
        timestamp: new Date(Date.now() - 3_600_000 + i).toISOString(),
      })),
    },
  });

describe('A server that holds as many waiting readings as it can', () => {
  it('refuses more of them, read or unread, with the same answer; questions are answered, and what was taken is stored', async () => {
    const { site, release } = await startHeldUpSite();
    const waiting = Array.from({ length: 20 }, (_, batch) => site.http.post(body(batch, 5_000)));
    const depth = async () => {
      const { text } = await site.http.post('{"query":"{ pipelineHealth { queues { name depth } } }"}');
      return /"door","depth":(\d+)/.exec(text)?.[1];
    };
    await until('100,000 readings wait', async () => (await depth()) === '100000');

    const few = await site.http.post(body(20, 1));
    const many = await site.http.post(body(21, 5_000));
    expect(JSON.parse(few.text)).toMatchObject({
      errors: [{ extensions: { code: 'RATE_LIMITED', retryAfterMs: 1_000 } }],
    });
    expect(JSON.parse(many.text)).toMatchObject({ errors: JSON.parse(few.text).errors.map(withoutPlace) });
    expect(many.status).toBe(few.status);
    expect(JSON.parse(few.text).errors[0].path).toEqual(['ingestReadings']);
    expect(JSON.parse(many.text).errors[0].path).toBeUndefined();

    await release();
    for (const { text } of await Promise.all(waiting)) {
      expect(JSON.parse(text)).toEqual({ data: { ingestReadings: { accepted: 5_000, duplicates: 0, rejected: [] } } });
    }
    const again = await site.http.post(body(21, 5_000));
    expect(JSON.parse(again.text)).toMatchObject({ data: { ingestReadings: { accepted: 5_000 } } });
  }, 60_000);
});

/** Where in the document it arose only who has read the document can say. */
function withoutPlace({ message, extensions }: { readonly message: string; readonly extensions: unknown }) {
  return { message, extensions };
}
