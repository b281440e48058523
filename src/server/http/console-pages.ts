/** Serves the operator console: static pages with a strict content security policy. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import { consoleModules } from './console-modules.ts';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const headersOf = (frameAncestors: readonly string[]) => ({
  // The browser revalidates each file and mostly gets 304: a screen that is reloaded after an update must not mix old files with
  // new ones.
  'cache-control': 'no-cache',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  // Ids and texts come from anywhere; trusted types make the browser refuse to parse any of them as HTML.
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    ["frame-ancestors 'self'", ...frameAncestors].join(' '),
    "require-trusted-types-for 'script'",
  ].join('; '),
});

export interface ConsolePages {
  /** False when the console has no such page. */
  serve(path: string, response: ServerResponse): Promise<boolean>;
}

export interface ConsoleFolders {
  /** The page, its scripts and styles. */
  readonly page: string;
  /** What the build of @andon/client gives. */
  readonly client: string;
}

/**
 * The operator console: the files that were in its folder when the server started and the modules of its client, by a list of names,
 * so that no path can lead anywhere else. Pages of its own origin and of the given ones may show it in a frame. Without the built client there is a plain page that says so.
 */
export async function openConsole(
  folders: ConsoleFolders,
  graphqlPath: string,
  frameAncestors: readonly string[],
): Promise<ConsolePages> {
  const pageHeaders = headersOf(frameAncestors);
  const modules = await consoleModules(folders.client);
  const files = new Map(modules === undefined ? [] : await listPages(folders.page));
  return {
    serve: async (path, response) => {
      const file = files.get(path === '/' ? 'index.html' : path.slice(1));
      const module = modules?.get(path.slice(1));
      if (file !== undefined) send(response, pageHeaders, contentTypes[extname(file)], await readFile(file));
      else if (module !== undefined) send(response, pageHeaders, contentTypes['.js'], module);
      else if (path === '/') send(response, pageHeaders, contentTypes['.html'], Buffer.from(plainPage(graphqlPath)));
      else return false;
      return true;
    },
  };
}

function send(
  response: ServerResponse,
  pageHeaders: Readonly<Record<string, string>>,
  contentType: string | undefined,
  content: Buffer,
): void {
  const etag = `"${createHash('sha256').update(content).digest('base64url')}"`;
  const headers = { ...pageHeaders, etag };
  if (response.req.headers['if-none-match'] === etag) response.writeHead(304, headers).end();
  else
    response.writeHead(200, { ...headers, 'content-type': contentType, 'content-length': content.length }).end(content);
}

/** By the path below the console's folder. */
async function listPages(folder: string): Promise<[string, string][]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && extname(entry.name) in contentTypes)
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [relative(folder, file).replaceAll(sep, '/'), file]);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

function plainPage(graphqlPath: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Andon</title></head>
<body>
<h1>Andon</h1>
<p>The operator console is not built. In the project's folder, run <code>npm run build -w @andon/client</code>, and start again.</p>
<ul>
<li><a href="${graphqlPath}">GraphQL</a>: queries, mutations and, over graphql-transport-ws or server-sent events, subscriptions</li>
<li><a href="/readyz">Readiness</a></li>
<li><a href="/metrics">Metrics</a></li>
</ul>
</body></html>
`;
}
