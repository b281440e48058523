/** Measures the memory that a process holds on to, after collecting garbage. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** What this process holds on to, bytes: its heap and array buffers without garbage. */
export function liveBytes(): number {
  // Twice: array buffers are freed in the background of a collection, at the latest by the next one.
  collectGarbage();
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
