/** One measured figure beside its floor from the same run and its goal. */
export interface Figure {
  readonly what: string;
  readonly measured: string;
  readonly floor: string;
  readonly ratio: string;
  readonly goal: string;
  readonly met: boolean | null;
}

export function printFigures(figures: readonly Figure[]): void {
  const rows = [
    ['what', 'measured', 'floor', 'ratio', 'goal', 'met'],
    ...figures.map((figure) => [
      figure.what,
      figure.measured,
      figure.floor,
      figure.ratio,
      figure.goal,
      figure.met === null ? '' : figure.met ? 'yes' : 'NO',
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  console.log(line(head));
  console.log(line(widths.map((width) => '-'.repeat(width))));
  for (const row of body) console.log(line(row));
}
