import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ColumnMapping } from '../../../src/replay/columns.ts';
import { type RecordedRow, recordedRows } from '../../../src/replay/recorded-rows.ts';

const mapping: ColumnMapping = {
  delimiter: ',',
  timestampColumn: 'timestamp',
  valueColumn: 'value',
  equipmentColumn: 'equipment',
  sensorColumn: 'sensor',
};
const header = 'timestamp,value,equipment,sensor\n';
const time = '2024-01-01 00:00:00';
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'andon-rows-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function rowsOf(content: string | Buffer, changes: Partial<ColumnMapping> = {}): Promise<RecordedRow[]> {
  const file = join(folder, 'recording.csv');
  await writeFile(file, content);
  const rows: RecordedRow[] = [];
  for await (const row of recordedRows(file, { ...mapping, ...changes })) rows.push(row);
  return rows;
}

describe('the rows of a recording', () => {
  it('have no value where the recording writes a word that was given for that', async () => {
    const rows = await rowsOf(
      `${header}${time},-9999.0,A,speed\n${time},NULL,A,speed\n${time},,A,speed\n${time},7,A,speed\n${time},n/a,A,speed`,
      { missing: ['-9999', 'null', ''] },
    );
    expect(rows.map(({ reading }) => (typeof reading === 'string' ? reading : reading.value))).toEqual([
      null,
      null,
      null,
      7,
      '"n/a" is not a finite number',
    ]);
  });

  it('are read whatever the line breaks, byte order mark, quotes and blank lines', async () => {
    const rows = await rowsOf(
      `\uFEFFtimestamp,"value",equipment,sensor\r\n${time},1.5,HT_001,speed\r\n\r\n"${time}","-2e3","Mill, north",speed`,
    );
    const timeMs = Date.UTC(2024, 0, 1);
    expect(rows.map(({ line, reading }) => ({ line, reading }))).toEqual([
      { line: 2, reading: { timeMs, value: 1.5, equipmentId: 'HT_001', sensorType: 'speed' } },
      { line: 4, reading: { timeMs, value: -2_000, equipmentId: 'Mill, north', sensorType: 'speed' } },
    ]);
  });

  it('name the line and the reason when they hold no reading, and harm no other row', async () => {
    const bad = [
      `,1,HT_001,speed`,
      `yesterday,1,HT_001,speed`,
      `${time},,HT_001,speed`,
      `${time},abc,HT_001,speed`,
      `${time},1e400,HT_001,speed`,
      `${time},1,,speed`,
      `${time},1,HT_001`,
      `"${time},1,HT_001,speed`,
      `${time},1,${'x'.repeat(3_000_000)},speed`,
    ];
    const rows = await rowsOf(`${header}${bad.map((row) => `${row}\n${time},7,HT_001,speed\n`).join('')}`);
    expect(rows).toHaveLength(18);
    expect(rows.filter((_, place) => place % 2 === 0).map(({ line, reading }) => [line, reading])).toEqual([
      [2, 'the time is missing'],
      [4, '"yesterday" is not a time'],
      [6, 'the value is missing'],
      [8, '"abc" is not a finite number'],
      [10, '"1e400" is not a finite number'],
      [12, 'the equipment is missing'],
      [14, 'the sensor type is missing'],
      [16, expect.stringContaining('the quotes do not match')],
      [18, 'the line is longer than a megabyte'],
    ]);
    for (const { reading } of rows.filter((_, place) => place % 2 === 1)) expect(reading).toMatchObject({ value: 7 });
  });

  it('are found where lines and letters cross the borders of what is read at once', async () => {
    const row = `${time},3,Förderband äöü €,speed\n`;
    const rows = await rowsOf(header + row.repeat(5_000));
    expect(rows).toHaveLength(5_000);
    expect(rows.every(({ reading }) => typeof reading !== 'string' && reading.equipmentId === 'Förderband äöü €')).toBe(
      true,
    );
    expect(rows.at(-1)?.endByte).toBe(Buffer.byteLength(header + row.repeat(5_000)));
  });

  it('come from the columns that the options name, or from one equipment and sensor for all', async () => {
    const [row] = await rowsOf(`when;reading;unit no\n${time};4;17\n`, {
      delimiter: ';',
      timestampColumn: 'when',
      valueColumn: 'reading',
      equipmentColumn: 'unit no',
      sensor: 'speed',
    });
    expect(row?.reading).toMatchObject({ value: 4, equipmentId: '17', sensorType: 'speed' });
  });

  it('are refused with the existing columns when one is missing', async () => {
    await expect(rowsOf('time,value\n1,2\n')).rejects.toThrow(
      /has no column "timestamp" for the time; its columns are "time", "value"\..*--timestamp-column/,
    );
    await expect(rowsOf('timestamp,value\n1,2\n')).rejects.toThrow(/"equipment".*--equipment\./);
    await expect(rowsOf('')).rejects.toThrow(/is empty/);
  });
});
