/** A reporter of Vitest that writes docs/operate/faults.md: what each fault was seen to cost. */
import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Reporter, TestCase } from 'vitest/node';
import type { FaultResult } from './fault-form.ts';

const file = fileURLToPath(new URL('../../docs/operate/faults.md', import.meta.url));
const columns = ['fault', 'done', 'seen', 'result', 'date'] as const;

type Row = Readonly<Record<(typeof columns)[number], string>>;

/** Prints one line for each fault and keeps the last result of each in docs/operate/faults.md; a run of some of them renews only theirs. */
export default class FaultReport implements Reporter {
  readonly #rows = new Map<string, Row>();

  onTestCaseResult(test: TestCase): void {
    const { state, errors } = test.result();
    if (state !== 'passed' && state !== 'failed') return;
    const { done, seen }: FaultResult = test.meta().fault ?? {
      done: '',
      seen: errors?.[0]?.message.split('\n')[0] ?? '',
    };
    const row = { fault: test.name, done, seen, result: state, date: new Date().toISOString().slice(0, 16) };
    this.#rows.set(row.fault, row);
    console.log(`\n${state === 'passed' ? 'survived' : 'FAILED'}: ${row.fault}\n    done: ${done}\n    seen: ${seen}`);
  }

  onTestRunEnd(): void {
    if (this.#rows.size === 0) return;
    const all = new Map([...readRows(), ...this.#rows]);
    writeFileSync(file, documentOf([...all.values()]));
  }
}

function documentOf(rows: readonly Row[]): string {
  const table = [columns, columns.map(() => '---'), ...rows.map((row) => columns.map((column) => cell(row[column])))];
  return `# Faults survived

For those who want to know what a server survives. Each line is a fault done on purpose to real servers over a real PostgreSQL, with the
last result of its long form. The oracle stands outside: a ledger of what was acknowledged to a client, compared with bronze and silver
reading by reading and with gold recomputed from the ledger to 1e-9, and for subscribers the event log, event by event, in order. Written by
\`npm run test:faults\` (one fault: \`npm run test:faults -- -t 'part of its title'\`); \`npm run test:faults-short\` runs the same tests with few rounds.
Machine of the last run: ${os.cpus().length} cores, ${os.platform()} ${os.arch()}, Node ${process.version}; dates are UTC.

${table.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}
`;
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function readRows(): [string, Row][] {
  const lines = readOld()
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2);
  return lines.map((line) => {
    const [fault = '', done = '', seen = '', result = '', date = ''] = line.slice(2, -2).split(' | ');
    return [fault, { fault, done, seen, result, date }];
  });
}

function readOld(): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
