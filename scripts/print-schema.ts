/** Writes schema.graphql from the code; with `--check` it only compares. */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { printSchema } from 'graphql';
import { buildSchema } from '../src/schema/build-schema.ts';

const file = fileURLToPath(new URL('../schema.graphql', import.meta.url));
const printed = `${printSchema(buildSchema())}\n`;

if (!process.argv.includes('--check')) {
  await writeFile(file, printed);
  console.log('schema.graphql is written');
} else if ((await readFile(file, 'utf8')) === printed) {
  console.log('schema.graphql agrees with the code');
} else {
  console.error('schema.graphql differs from the code: run `npm run schema` and commit the result');
  process.exitCode = 1;
}
