import { readdir, readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
  '.mp3': 'audio/mpeg',
  '.wav': 'audio/wav',
};
const pageHeaders = {
  'cache-control': 'no-cache',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy':
    "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data:; frame-ancestors 'none'",
};

export interface ConsolePages {
  /** False when the console has no such page. */
  serve(path: string, response: ServerResponse): Promise<boolean>;
}

/** The operator console: the files that were in its folder when the server started, and no others. */
export async function openConsole(folder: string, graphqlPath: string): Promise<ConsolePages> {
  const files = new Set(await listFiles(folder));
  return {
    serve: async (path, response) => {
      const name = path === '/' ? 'index.html' : path.slice(1);
      const contentType = contentTypes[extname(name)];
      if (files.has(name) && contentType !== undefined) {
        const content = await readFile(join(folder, name));
        response.writeHead(200, { ...pageHeaders, 'content-type': contentType }).end(content);
        return true;
      }
      if (path !== '/') return false;
      response
        .writeHead(200, { ...pageHeaders, 'content-type': 'text/html; charset=utf-8' })
        .end(plainPage(graphqlPath));
      return true;
    },
  };
}

async function listFiles(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    return files.map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'));
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
<ul>
<li><a href="${graphqlPath}">GraphQL</a>: queries, mutations and, over graphql-transport-ws or server-sent events, subscriptions</li>
<li><a href="/readyz">Readiness</a></li>
<li><a href="/metrics">Metrics</a></li>
</ul>
</body></html>
`;
}
