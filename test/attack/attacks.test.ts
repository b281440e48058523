/** Walks the GraphQL cheat sheet and the API security top ten of OWASP, with what each attack gets; docs/operate/attacks.md lists them. */
import { readFile } from 'node:fs/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { useAttackedSite } from '../support/fixtures/attacked-site.ts';
import { costlyRequests } from './cases/costly-requests.ts';
import { foreignData } from './cases/foreign-data.ts';
import { outsiders } from './cases/outsiders.ts';
import { questions } from './cases/questions.ts';

const attacks = [...questions, ...costlyRequests, ...outsiders, ...foreignData];

describe('A server in production, with keys, tokens and two sites', () => {
  const site = useAttackedSite();
  afterAll(() => {
    // Nothing of it was a fault of the server.
    expect(site.server.output()).not.toContain('"level":50');
  });

  const titled = attacks.map((one) => [`${one.item}: ${one.attack} is answered ${one.answer}`, one] as const);
  it.each(titled)('%s', async (_title, { answer, run }) => {
    expect(await run(site)).toBe(answer);
  });
});

it('docs/operate/attacks.md lists each attack with its answer, and no other', async () => {
  const page = await readFile(new URL('../../docs/operate/attacks.md', import.meta.url), 'utf8');
  const rows = page.split('\n').filter((line) => /^\| (?:GraphQL|API\d+): /.test(line));
  expect(rows).toEqual(attacks.map(({ item, attack, answer }) => `| ${item} | ${attack} | \`${answer}\` |`));
});
