/** Measures the memory of a process. */
import { readFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';

const kilobyte = 1_024;

/** What a process holds in memory now, bytes; only where the system tells (/proc). */
export function residentBytes(pid: number): number {
  const match = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(match?.[1] ?? Number.NaN) * kilobyte;
}

export interface MemoryWatch {
  readonly startBytes: number;
  readonly highestBytes: number;
  /** How far it rose above where it began. */
  stop(): number;
}

/** Follows a process's memory while something is done to it. */
export function watchMemory(pid: number, everyMs = 50): MemoryWatch {
  const startBytes = residentBytes(pid);
  let highestBytes = startBytes;
  const look = () => {
    highestBytes = Math.max(highestBytes, residentBytes(pid));
  };
  const timer = setInterval(look, everyMs);
  onTestFinished(() => clearInterval(timer));
  return {
    startBytes,
    get highestBytes() {
      return highestBytes;
    },
    stop: () => {
      clearInterval(timer);
      look();
      return highestBytes - startBytes;
    },
  };
}

export const megabytes = (bytes: number): string => `${Math.round(bytes / kilobyte / kilobyte)} MB`;
