import type { GraphiQLOptions } from 'graphql-yoga';

type Renderer = Pick<typeof import('@graphql-yoga/render-graphiql'), 'renderGraphiQL'>;

const packageName = '@graphql-yoga/render-graphiql';

/**
 * The page GraphiQL, for a browser that opens the address of the API in development. Its package is optional and is loaded when it is
 * first asked for: it is 9 MB of text. Where it is not installed, a page says how to get it.
 */
export async function graphiqlPage(
  options: GraphiQLOptions,
  load: () => Promise<Renderer> = () => import('@graphql-yoga/render-graphiql'),
): Promise<string> {
  try {
    return (await load()).renderGraphiQL(options);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')) throw error;
    return missingPage;
  }
}

const missingPage = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Andon: GraphiQL is not installed</title></head>
<body>
<h1>GraphiQL is not installed</h1>
<p>It is in the optional package <code>${packageName}</code>, which npm leaves out with <code>--omit=optional</code>. To have it here, run
<code>npm install ${packageName}</code> in the folder where Andon is installed, and reload this page.</p>
<p>The API itself works without it: send queries with POST to this address.</p>
</body></html>
`;
