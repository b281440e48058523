import { monotonicMs } from './clock.ts';
import { openScreen } from './raw-screen.ts';

/** Thousands of subscribers in one process of their own, started by start-screens.ts. */
const openingAtOnce = 100;
/** As many people as sit before that many screens. */
const operators = 50;

const [url = '', count = '1', query = ''] = process.argv.slice(2);
const screens = Number(count);
const arrivals = new Float64Array(screens);
let arrived = 0;
let expected = 0;
let sample: string | null = null;

function onDelivery(payload: Buffer | null): void {
  if (sample === null && payload !== null) {
    sample = payload.toString();
    if (sample.includes('"errors"')) onFailure(sample);
  }
  if (arrived < screens) arrivals[arrived] = monotonicMs();
  arrived += 1;
  if (arrived === expected) process.send?.({ kind: 'all', arrivals, sample });
}

function onFailure(reason: string): void {
  process.send?.({ kind: 'failed', reason });
}

process.on('message', () => {
  arrived = 0;
  expected = screens;
  process.send?.({ kind: 'waiting' });
});
process.once('disconnect', () => process.exit());

try {
  for (let first = 0; first < screens; first += openingAtOnce) {
    const many = Math.min(openingAtOnce, screens - first);
    await Promise.all(
      Array.from({ length: many }, (_, i) =>
        openScreen(new URL(url), {
          ...(query === '' ? {} : { subscription: { query, operatorId: `operator-${(first + i) % operators}` } }),
          onDelivery,
          onFailure,
        }),
      ),
    );
  }
  process.send?.({ kind: 'open' });
} catch (error) {
  onFailure(error instanceof Error ? error.message : String(error));
}
