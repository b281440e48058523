import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * The modules that the console imports from packages, as a browser can load them: those of @andon/client, once it is built, and the
 * protocol's client under it. Where a module names a package it gets the path on this server instead: the page's content policy
 * allows no import map.
 */
export async function consoleModules(clientFolder: string): Promise<ReadonlyMap<string, Buffer> | undefined> {
  const client = await readModules(clientFolder, 'index.js', 'vendor/andon-client/');
  if (client === undefined) return undefined;
  const protocol = createRequire(import.meta.url).resolve('graphql-ws/client');
  return new Map([...client, ...((await readModules(dirname(protocol), 'client.js', protocolPath)) ?? [])]);
}

const protocolPath = 'vendor/graphql-ws/';

/** A module and those that it imports from its own folder; their names change with each release. Undefined when it is not there. */
async function readModules(folder: string, entry: string, path: string): Promise<Map<string, Buffer> | undefined> {
  const modules = new Map<string, Buffer>();
  const waiting = [entry];
  try {
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      const text = await readFile(join(folder, name), 'utf8');
      modules.set(`${path}${name}`, Buffer.from(text.replaceAll("'graphql-ws/client'", `'/${protocolPath}client.js'`)));
      const imports = text.matchAll(/\bfrom\s*['"]\.\/([^'"/]+\.js)['"]/g);
      for (const [, imported = ''] of imports) if (!modules.has(`${path}${imported}`)) waiting.push(imported);
    }
    return modules;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
