import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OpenSocket } from '../../../../src/server/sockets/open-socket.ts';
import { SocketRefusals } from '../../../../src/server/sockets/socket-refusals.ts';

function opened() {
  const events: string[] = [];
  const socket = {
    OPEN: 1 as const,
    readyState: 1 as const,
    send: () => undefined,
    pause: () => void events.push('paused'),
    resume: () => void events.push('resumed'),
    close: (code?: number) => void events.push(`closed ${code}`),
  };
  const out = new OpenSocket(socket, new PassThrough());
  const take = (text: string): void => {
    events.push(text);
    if (text.startsWith('too much')) out.holdUp(1_000);
  };
  return { events, out, receive: (text: string) => out.receive(text, take) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('A socket that asks too much', () => {
  it('is not read from for a moment, and what has come by then is taken afterwards, as far as the next that is too much', () => {
    const { events, receive } = opened();
    for (const text of ['one', 'too much', 'two', 'too much again', 'three']) receive(text);
    expect(events.splice(0)).toEqual(['one', 'too much', 'paused']);
    vi.advanceTimersByTime(1_000);
    // It is read before it is perhaps paused again: there may be a pong.
    expect(events.splice(0)).toEqual(['resumed']);
    receive('meanwhile');
    vi.advanceTimersByTime(20);
    expect(events.splice(0)).toEqual(['two', 'too much again', 'paused']);
    vi.advanceTimersByTime(1_020);
    expect(events.splice(0)).toEqual(['resumed', 'three', 'meanwhile']);
    receive('four');
    expect(events).toEqual(['four']);
  });

  it.each([
    ['messages', 201, 'x'],
    ['characters', 2, 'x'.repeat(600_000)],
  ])('and sends too many %s even so is hung up on, and told a second later', (_, count, text) => {
    const { events, out, receive } = opened();
    expect(out.send('an answer')).toBe(true);
    receive('too much');
    for (let i = 0; i < count; i++) receive(text);
    receive('after the end');
    expect(events.splice(0)).toEqual(['too much', 'paused', 'paused']);
    expect([out.isOver, out.send('an answer')]).toEqual([true, false]);
    vi.advanceTimersByTime(1_000);
    receive('after the end');
    expect(events).toEqual(['resumed', 'closed 1013']);
    vi.advanceTimersByTime(5_000);
    expect(events).toHaveLength(2);
  });
});

it('Sockets that are refused are told at once where they are few, and after a second where they are many', () => {
  let atMs = 0;
  const refusals = new SocketRefusals(() => atMs);
  const told: string[] = [];
  const socket = {
    close: (code?: number) => void told.push(`${code}`),
    closeLater: (ms: number, code?: number) => void told.push(`${code} in ${ms} ms`),
  };
  for (let i = 0; i < 203; i++) refusals.close(socket, 4401, 'no');
  expect(told.slice(200)).toEqual(['4401', '4401 in 1000 ms', '4401 in 1000 ms']);
  atMs = 50;
  refusals.close(socket, 4403, 'no');
  expect(told.at(-1)).toBe('4403');
});
