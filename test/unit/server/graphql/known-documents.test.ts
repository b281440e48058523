import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  parametersOfJson,
  parametersOfUrl,
  withStoredDocument,
} from '../../../../src/server/graphql/graphql-parameters.ts';
import { KnownDocuments, readKnownDocuments } from '../../../../src/server/graphql/known-documents.ts';

const shipped = 'console/documents.json';

describe('A closed list of documents', () => {
  const known = new KnownDocuments(
    new Map([
      ['abc', 'query Who { caller { operatorId } }'],
      ['def', '{ alarmEventHead }'],
    ]),
  );

  it.each([
    ['query Who { caller { operatorId } }', true],
    ['query Who{caller{operatorId}}', true],
    ['# mine\nquery Who {\n  caller {\n    operatorId,\n  }\n}\n', true],
    ['query Who { caller { operatorId keyId } }', false],
    ['query Whose { caller { operatorId } }', false],
    ['query Who { caller { operatorId } } query Other { caller { keyId } }', false],
    ['query Who { caller { operatorId } ', false],
    ['"""', false],
    ['', false],
  ])('has %j: %s', (text, isKnown) => {
    expect([known.has(text), known.has(text)]).toEqual([isKnown, isKnown]);
  });

  it.each([
    [{ documentId: 'abc' }],
    [{ documentId: 'sha256:abc' }],
    [{ id: 'abc' }],
    [{ extensions: { persistedQuery: { version: 1, sha256Hash: 'abc' } } }],
  ])('puts in the document that %o names, in a body or an address', (asked) => {
    const query = 'query Who { caller { operatorId } }';
    const { extensions: _, ...sent } = withStoredDocument(parametersOfJson(JSON.stringify(asked)), known);
    expect(sent, 'without names that yoga does not know').toEqual({ query });
    const parameters = Object.entries(asked).map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
    expect(withStoredDocument(parametersOfUrl(new URLSearchParams(parameters).toString()), known).query).toBe(query);
  });

  it('tells a client that names another one so that it sends the text, which is then looked at', () => {
    expect(() => withStoredDocument(parametersOfJson('{"documentId":"xyz"}'), known)).toThrow('PersistedQueryNotFound');
    expect(() => withStoredDocument(parametersOfJson('{"documentId":"abc"}'), null)).toThrow(
      'PersistedQueryNotSupported',
    );
    const whole = { query: '{ caller { keyId } }', extensions: { persistedQuery: { sha256Hash: 'abc' } } };
    expect(withStoredDocument(parametersOfJson(JSON.stringify(whole)), known)).toEqual(whole);
  });
});

describe('The documents that are shipped', () => {
  it('are good for today’s schema, each by its SHA-256', async () => {
    const schema = buildSchema(await readFile('schema.graphql', 'utf8'));
    const documents: Record<string, string> = JSON.parse(await readFile(shipped, 'utf8'));
    expect(Object.keys(documents).length).toBeGreaterThan(20);
    for (const [id, text] of Object.entries(documents)) {
      expect(validate(schema, parse(text)), text).toEqual([]);
      expect(createHash('sha256').update(text).digest('hex')).toBe(id);
    }
  });

  it('are all that the console has: its documents are in the files that the list is made from', async () => {
    const files = await readdir('console/scripts', { recursive: true });
    const scripts = files.filter((file) => file.endsWith('.js') && !/connection\/[\w-]*operations\.js$/.test(file));
    for (const file of scripts) {
      const text = await readFile(join('console/scripts', file), 'utf8');
      expect(/\/\* GraphQL \*\/|`\s*(?:query|mutation|subscription)\b/.test(text), file).toBe(false);
    }
  });
});

describe('The file of a site’s own documents', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'andon-documents-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('comes beside those that are shipped', async () => {
    const file = join(folder, 'good.json');
    await writeFile(file, '{"abc": "query Mine { alarmEventHead }"}');
    const alone = await readKnownDocuments({ file: null }, shipped);
    const both = await readKnownDocuments({ file }, shipped);
    expect([alone?.has('query Mine{alarmEventHead}'), both?.has('query Mine{alarmEventHead}')]).toEqual([false, true]);
    expect(both?.count).toBe((alone?.count ?? 0) + 1);
    expect(await readKnownDocuments(undefined, shipped)).toBeNull();
  });

  it.each([
    ['{', 'is no JSON'],
    ['["{ alarmEventHead }"]', 'is no JSON object'],
    ['{"abc": 1}', 'has no text at "abc"'],
    ['{"abc": "{ alarmEventHead"}', 'has no GraphQL at "abc"'],
  ])('stops the start where it holds %s', async (content, reason) => {
    const file = join(folder, 'bad.json');
    await writeFile(file, content);
    await expect(readKnownDocuments({ file }, shipped)).rejects.toThrow(reason);
    await expect(readKnownDocuments({ file: join(folder, 'none.json') }, shipped)).rejects.toThrow('cannot be read');
  });
});
