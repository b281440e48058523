import { readFile, writeFile } from 'node:fs/promises';
import type { Figure } from './bench.ts';

const page = new URL('./FIGURES.md', import.meta.url);
const table = /(?<=<!-- bench -->\n\n)(?:\|.*\n)*(?=\n<!-- \/bench -->)/;
const head = ['what', 'measured', 'floor', 'ratio', 'goal', 'met'];

/** The figures as a Markdown table. */
export function markdown(figures: readonly Figure[]): string {
  return tableOf(figures.map(rowOf));
}

/** Replaces the rows of the same name in the table of FIGURES.md; rows that were not measured now stay as they are. */
export async function writeFigures(figures: readonly Figure[]): Promise<void> {
  const text = await readFile(page, 'utf8');
  const found = table.exec(text)?.[0];
  if (found === undefined) throw new Error('bench/FIGURES.md has no table between its bench markers');
  const rows = new Map(
    found
      .trim()
      .split('\n')
      .slice(2)
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      )
      .map((row) => [row[0], row]),
  );
  for (const figure of figures) rows.set(figure.what, rowOf(figure));
  await writeFile(
    page,
    text.replace(table, () => tableOf([...rows.values()])),
  );
}

function rowOf({ what, measured, floor, ratio, goal, met }: Figure): string[] {
  return [what, measured, floor, ratio, goal, met === null ? '' : met ? 'yes' : 'no'];
}

function tableOf(rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('');
}
