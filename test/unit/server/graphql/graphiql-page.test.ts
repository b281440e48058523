import { expect, it } from 'vitest';
import { graphiqlPage } from '../../../../src/server/graphql/graphiql-page.ts';

it('Without its optional package, the page of GraphiQL names that package and the command that installs it', async () => {
  const page = await graphiqlPage({}, async () => {
    throw Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
  });
  expect(page).toContain('npm install @graphql-yoga/render-graphiql');
  expect(page).toContain('--omit=optional');
});

it('The page of GraphiQL hides no other failure than a missing package', async () => {
  const broken = new Error('broken in itself');
  await expect(graphiqlPage({}, () => Promise.reject(broken))).rejects.toBe(broken);
});
