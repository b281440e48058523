import { describe, expect, it } from 'vitest';
import { Intake, intakeOf } from '../../../../src/ingest/intake.ts';
import { Attention, type Hearing } from '../../../../src/pipeline/silence/attention.ts';

class Server {
  nowMs = 1_000_000;
  wallMs = Date.UTC(2026, 0, 5);
  hearing: Hearing = 'all';
  refusals = 0;
  readonly attention = new Attention({
    now: () => this.wallMs,
    elapsedMs: () => this.nowMs,
    hearing: () => this.hearing,
    refusals: () => this.refusals,
  });

  pass(ms: number, wallMs = ms): void {
    this.nowMs += ms;
    this.wallMs += wallMs;
  }

  look(ms = 15_000, wallMs = ms): boolean {
    this.pass(ms, wallMs);
    return this.attention.look();
  }
}

describe('the attention of a server', () => {
  it('looks every 15 seconds, and counts the looks at which everything was known', () => {
    const server = new Server();
    expect(server.attention.isLookDue).toBe(false);
    server.pass(15_000);
    expect(server.attention.isLookDue).toBe(true);
    expect(server.attention.look()).toBe(true);
    expect(server.attention.moment).toEqual({ nowMs: 1_015_000, looks: 1 });
    server.hearing = 'behind';
    expect(server.look()).toBe(true);
    expect(server.attention.moment.looks).toBe(1);
  });

  it('is lost while it stood still, its clock was set, readings were refused, or the pipeline fails', () => {
    const server = new Server();
    expect(server.look(240_000)).toBe(true);
    expect(server.look(240_001)).toBe(false);
    expect(server.look(15_000, 3_600_000)).toBe(false);
    expect(server.look(15_000, -3_600_000)).toBe(false);
    expect(server.look()).toBe(true);
    server.refusals += 1;
    expect(server.look()).toBe(false);
    expect(server.look()).toBe(true);
    server.hearing = 'broken';
    expect(server.look()).toBe(false);
  });

  it('tells nobody before one sensor has reported, for 15 minutes, nor while the pipeline is behind', () => {
    const server = new Server();
    server.pass(899_999);
    expect(server.attention.mayTell).toBe(false);
    server.pass(1);
    expect(server.attention.mayTell).toBe(true);
    server.attention.beginAnew();
    expect(server.attention.mayTell).toBe(false);
    server.attention.noteHeard();
    expect(server.attention.mayTell).toBe(true);
    server.hearing = 'behind';
    expect(server.attention.mayTell).toBe(false);
  });
});

describe('the intake of sources', () => {
  it('is refusing from a refusal until readings are taken, or nobody has tried for ten minutes', () => {
    let nowMs = 0;
    const [one, other] = [new Intake(() => nowMs), new Intake(() => nowMs)];
    const state = () => intakeOf([one, other]);
    expect(state()).toEqual({ refusals: 0, isRefusing: false });
    one.noteRefused();
    other.noteTaken();
    expect(state()).toEqual({ refusals: 1, isRefusing: true });
    one.noteTaken();
    expect(state()).toEqual({ refusals: 1, isRefusing: false });
    other.noteRefused();
    nowMs = 599_999;
    expect(state()).toEqual({ refusals: 2, isRefusing: true });
    nowMs = 600_000;
    expect(state()).toEqual({ refusals: 2, isRefusing: false });
  });
});
