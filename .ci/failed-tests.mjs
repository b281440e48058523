// Reads vitest's JSON report: the names of failed tests to standard error, their files, one a line, to standard output.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

const { testResults } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
for (const { name, status, message, assertionResults } of testResults) {
  if (status !== 'failed') continue;
  const file = relative(process.cwd(), name);
  const failed = assertionResults.filter((test) => test.status === 'failed');
  const causes = failed.map(
    ({ fullName, failureMessages: [cause = ''] }) => ` ${fullName}\n    ${cause.slice(0, 300)}`,
  );
  for (const cause of causes.length > 0 ? causes : [` ${message.slice(0, 300)}`])
    process.stderr.write(`${file}:${cause}\n`);
  process.stdout.write(`${file}\n`);
}
