import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { Lifecycle } from '../../../src/runtime/lifecycle.ts';

function watched(stopAllWithinMs = 60_000) {
  const did: string[] = [];
  const logged: Record<string, unknown>[] = [];
  const log = pino({ level: 'warn', base: null }, { write: (line) => void logged.push(JSON.parse(line)) });
  const lifecycle = new Lifecycle(log, stopAllWithinMs);
  const component = (name: string) => ({
    name,
    start: () => void did.push(`start ${name}`),
    stop: async () => {
      await null;
      did.push(`stop ${name}`);
    },
  });
  return { lifecycle, did, logged, component };
}

const never = () => new Promise<void>(() => undefined);

describe('The order of starting and stopping', () => {
  it('stops components one after the other in the reverse order of their start', async () => {
    const { lifecycle, did, component } = watched();
    await lifecycle.start(component('database'), component('pipeline'));
    await lifecycle.start(component('http'));
    expect(await lifecycle.stop()).toEqual([]);
    expect(did).toEqual([
      'start database',
      'start pipeline',
      'start http',
      'stop http',
      'stop pipeline',
      'stop database',
    ]);
  });

  it('leaves a component behind that misses its deadline, names it in the log, and stops those before it', async () => {
    const { lifecycle, did, logged, component } = watched();
    await lifecycle.start(component('database'), { name: 'pipeline', stop: never, stopWithinMs: 5 });
    expect(await lifecycle.stop()).toEqual(['pipeline']);
    expect(did).toContain('stop database');
    expect(logged).toMatchObject([{ event: 'server.component_stop_timed_out', component: 'pipeline', withinMs: 5 }]);
  });

  it('asks every component to stop although the time for all of them is over', async () => {
    const { lifecycle, did, component } = watched(5);
    await lifecycle.start(component('database'), { name: 'pipeline', stop: never }, { name: 'http', stop: never });
    expect(await lifecycle.stop()).toEqual(expect.arrayContaining(['http', 'pipeline']));
    expect(did).toContain('stop database');
  });

  it('stops the others when one fails to stop', async () => {
    const { lifecycle, did, logged, component } = watched();
    const failing = { name: 'pipeline', stop: () => Promise.reject(new Error('by intent')) };
    const throwing = {
      name: 'http',
      stop: () => {
        throw new Error('by intent');
      },
    };
    await lifecycle.start(component('database'), failing, throwing);
    expect(await lifecycle.stop()).toEqual(['http', 'pipeline']);
    expect(did).toContain('stop database');
    expect(logged).toMatchObject([
      { event: 'server.component_stop_failed', component: 'http' },
      { event: 'server.component_stop_failed', component: 'pipeline' },
    ]);
  });

  it('stops what was started when the next component does not start, and tells why', async () => {
    const { lifecycle, did, component } = watched();
    const failing = { ...component('http'), start: () => Promise.reject(new Error('the port is taken')) };
    const starting = lifecycle.start(component('database'), component('pipeline'), failing, component('never'));
    await expect(starting).rejects.toThrow('the port is taken');
    expect(did).toEqual(['start database', 'start pipeline', 'stop pipeline', 'stop database']);
  });

  it('stops once, however often it is asked to', async () => {
    const { lifecycle, did, component } = watched();
    await lifecycle.start(component('database'));
    await Promise.all([lifecycle.stop(), lifecycle.stop()]);
    expect(did).toEqual(['start database', 'stop database']);
  });
});
