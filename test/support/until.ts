import { setTimeout as pause } from 'node:timers/promises';

const pollEveryMs = 15;

/** Waits for a condition to give something other than false, null or undefined, and returns that; fails with `what` and the last state when the deadline passes. */
export async function until<Value>(
  what: string,
  condition: () => Value | Promise<Value>,
  options: { readonly withinMs?: number; readonly state?: () => unknown } = {},
): Promise<Exclude<Value, false | null | undefined>> {
  const withinMs = options.withinMs ?? 15_000;
  const deadline = Date.now() + withinMs;
  for (;;) {
    const value = await condition();
    if (value !== false && value !== null && value !== undefined)
      return value as Exclude<Value, false | null | undefined>;
    if (Date.now() > deadline) {
      const state = options.state === undefined ? '' : `; last state: ${JSON.stringify(options.state())}`;
      throw new Error(`waited ${withinMs} ms in vain until ${what}${state}`);
    }
    await pause(pollEveryMs);
  }
}
