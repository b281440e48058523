import { describe, expect, it } from 'vitest';
import { demoBanner } from '../../../src/demo/demo-banner.ts';
import { dayPlan } from '../../../src/simulator/faults/plan.ts';

const server = {
  url: 'http://127.0.0.1:4000',
  graphqlUrl: 'http://127.0.0.1:4000/graphql',
  websocketUrl: 'ws://127.0.0.1:4000/graphql',
  database: 'PostgreSQL',
  embeddedUrl: null,
};

describe('the banner of the demonstration', () => {
  it('promises the worn bearing within a minute where no faults are chosen', () => {
    const banner = demoBanner(server, 720);
    expect(banner).toContain('the bearing of crusher CR_002 wears out');
    expect(banner).toMatch(/after about 43 s: +the first recommendation/);
  });

  it('names the faults of a plan in their order, each with when it begins by the clock', () => {
    const lines = demoBanner(server, 60, dayPlan.toReversed()).split('\n');
    expect(lines).toContain('What happens next, an hour of the mine in 60 s:');
    const course = lines.filter((line) => /after about \d+ (?:s|min):/.test(line)).map((line) => line.trim());
    expect(course).toHaveLength(dayPlan.length);
    expect(course[0]).toMatch(/^after about 2 min: +bearing at CR_002$/);
    expect(course[3]).toMatch(/^after about 5 min: +stuck-sensor at CV_002$/);
    expect(demoBanner(server, 60, [])).toContain('nothing is wrong');
  });
});
