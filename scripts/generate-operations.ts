// Writes the typed operations of the tests and of @andon/client by the settings of codegen.ts, and console/documents.json, the operations
// of the console and the client for servers that execute no others; with `--check` it only compares.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { preset } from '@graphql-codegen/client-preset';
import { codegen } from '@graphql-codegen/core';
import { buildSchema, Kind, parse } from 'graphql';
import ts from 'typescript';
import { feedDocuments } from '../clients/typescript/src/recommendation-events.ts';
import settings from '../codegen.ts';

const { schema, generates, importExtension, emitLegacyCommonJSImports } = settings;
const inProject = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const check = process.argv.includes('--check');
const stale: string[] = [];

for (const file of await generate()) await settle(file);
await settle(await shippedDocuments());
if (stale.length > 0) {
  console.error(`not what schema.graphql says: ${stale.join(', ')}; run \`npm run codegen\` and commit the result`);
  process.exitCode = 1;
} else {
  console.log(check ? 'the generated operations agree with schema.graphql' : 'the generated operations are written');
}

async function settle({ filename, content }: { filename: string; content: string }): Promise<void> {
  if (!check) {
    await mkdir(path.dirname(inProject(filename)), { recursive: true });
    await writeFile(inProject(filename), content);
  } else if ((await readFile(inProject(filename), 'utf8').catch(() => '')) !== content) stale.push(filename);
}

/** The texts that the console and the client send, by their SHA-256. The console's feed is the client's with a fragment of its own. */
async function shippedDocuments(): Promise<{ filename: string; content: string }> {
  const folder = 'console/scripts/connection';
  const names = (await readdir(inProject(folder))).filter((name) => name.endsWith('operations.js')).sort();
  const texts = Object.values(feedDocuments());
  for (const name of names) {
    const operations: Readonly<Record<string, string>> = await import(inProject(`${folder}/${name}`));
    for (const text of Object.values(operations)) {
      const [first] = parse(text).definitions;
      if (first?.kind !== Kind.FRAGMENT_DEFINITION) texts.push(text);
      else if (first.typeCondition.name.value === 'Recommendation') texts.push(...Object.values(feedDocuments(text)));
    }
  }
  const typed: Readonly<Record<string, object>> = await import(inProject('clients/typescript/src/operations.ts'));
  texts.push(...Object.values(typed).map(String));
  const byHash = Object.fromEntries(texts.map((text) => [createHash('sha256').update(text).digest('hex'), text]));
  return { filename: 'console/documents.json', content: `${JSON.stringify(byHash, null, 2)}\n` };
}

/** What the generator's own command does with these settings; that command would bring another 200 packages. */
async function generate(): Promise<{ filename: string; content: string }[]> {
  const sdl = await readFile(inProject(schema), 'utf8');
  const source = { schema: parse(sdl), schemaAst: buildSchema(sdl), plugins: [], pluginMap: {} };
  const files = Object.entries(generates).map(async ([baseOutputDir, { documents, presetConfig, config }]) => {
    const options = { ...config, importExtension, emitLegacyCommonJSImports };
    const outputs = await preset.buildGeneratesSection({
      ...source,
      documents: await operationsOf(documents),
      baseOutputDir,
      presetConfig,
      config: options,
    });
    return outputs.filter(isWanted).map(async (output) => ({
      filename: output.filename,
      content: withoutDependency(
        output.filename,
        await codegen({ ...output, importExtension, emitLegacyCommonJSImports }),
      ),
    }));
  });
  return Promise.all((await Promise.all(files)).flat());
}

/** The client package offers documents by name: of all that the preset makes it needs the one file that holds them. */
function isWanted({ filename }: { filename: string }): boolean {
  return !filename.startsWith('clients/') || filename.endsWith('/graphql.ts');
}

/** The client package marks documents by a type of its own, of the same form, so that its users install nothing for a type. */
function withoutDependency(filename: string, content: string): string {
  if (!filename.startsWith('clients/')) return content;
  return content.replace(
    "import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';",
    "import type { TypedDocument as DocumentTypeDecoration } from '../operation.ts';",
  );
}

/** Of the files that `documents`, a folder's `*.ts` or `*.graphql`, names: in the order of their names, so that the result is always the same. */
async function operationsOf(documents: string) {
  const folder = path.dirname(documents);
  const ending = path.extname(documents);
  const names = (await readdir(inProject(folder))).filter((name) => name.endsWith(ending)).sort();
  const files = names.map(async (name) => {
    const text = await readFile(inProject(`${folder}/${name}`), 'utf8');
    return ending === '.ts' ? operationsIn(name, text) : [{ location: name, rawSDL: text, document: parse(text) }];
  });
  return (await Promise.all(files)).flat();
}

/** What stands in graphql(`…`). The text is kept as it is, since it is the operation's name in the generated map. */
function operationsIn(location: string, text: string) {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'graphql') {
      const [operation] = node.arguments;
      if (operation !== undefined && ts.isNoSubstitutionTemplateLiteral(operation)) found.push(operation.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(location, text, ts.ScriptTarget.Latest, true));
  return found.map((rawSDL) => ({ location, rawSDL, document: parse(rawSDL) }));
}
