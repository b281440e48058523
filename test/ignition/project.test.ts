/** Whether the Ignition project is one that Ignition 8.3 reads, and Jython compiles. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectFolder } from '../support/ignition/gateway.ts';
import { useGateway } from '../support/ignition/use-gateway.ts';

interface Resource {
  readonly scope: string;
  readonly version: number;
  readonly restricted: boolean;
  readonly overridable: boolean;
  readonly files: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
}

interface Tag {
  readonly name: string;
  readonly dataType?: string;
  readonly tags?: readonly Tag[];
}

/** The event streams and the resources of Web Dev: streams need a known source, resources the word without which they are none. */
const streamSources = { 'andon-readings': 'ignition.tagEvent', 'andon-webhooks': 'ignition.gatewayEvent' };

/** As Ignition 8.3 reads a project: type of a resource → its payload, its scope. */
const types: readonly (readonly [path: RegExp, payload: string, scope: string])[] = [
  [/^ignition\/script-python\/.+/, 'code.py', 'A'],
  [/^ignition\/startup$/, 'onStartup.py', 'G'],
  [/^ignition\/shutdown$/, 'onShutdown.py', 'G'],
  [/^ignition\/update$/, 'onUpdate.py', 'G'],
  [/^ignition\/timer\/[^/]+$/, 'handleTimerEvent.py', 'G'],
  [/^ignition\/message\/[^/]+$/, 'handleMessage.py', 'G'],
  [/^com\.inductiveautomation\.perspective\/message\/[^/]+$/, 'handleMessage.py', 'A'],
  [/^com\.inductiveautomation\.perspective\/views\/.+/, 'view.json', 'G'],
  [/^com\.inductiveautomation\.perspective\/page-config$/, 'config.json', 'G'],
  [/^com\.inductiveautomation\.perspective\/session-props$/, 'props.json', 'G'],
  [/^com\.inductiveautomation\.eventstream\/event-streams\/.+/, 'config.json', 'G'],
  [/^com\.inductiveautomation\.webdev\/resources\/.+/, 'config.json doPost.py', 'G'],
];

async function resources(): Promise<readonly { readonly at: string; readonly files: readonly string[] }[]> {
  const entries = await readdir(projectFolder, { recursive: true, withFileTypes: true });
  const folders = new Map<string, string[]>();
  for (const entry of entries.filter((one) => one.isFile())) {
    const at = path.relative(projectFolder, entry.parentPath);
    folders.set(at, [...(folders.get(at) ?? []), entry.name]);
  }
  return [...folders].filter(([at]) => at !== '').map(([at, files]) => ({ at, files }));
}

const json = async <Value>(...at: string[]): Promise<Value> =>
  JSON.parse(await readFile(path.join(projectFolder, ...at), 'utf8'));

describe('The Ignition project', () => {
  it('every folder is a resource that Ignition 8.3 sees: known place, payload, scope and version', async () => {
    expect(Object.keys(await json<object>('project.json')).sort()).toEqual([
      'description',
      'enabled',
      'inheritable',
      'parent',
      'title',
    ]);
    const found = await resources();
    expect(found.length).toBeGreaterThan(35);
    for (const { at, files } of found) {
      const type = types.find(([form]) => form.test(at));
      expect(type, `${at} is of a known type`).toBeDefined();
      const [, payload = '', scope] = type ?? [];
      expect([at, [...files].sort()]).toEqual([at, [...payload.split(' '), 'resource.json'].sort()]);
      const resource = await json<Resource>(at, 'resource.json');
      const form = { scope, version: 1, restricted: false, overridable: true, files: payload.split(' ') };
      expect([at, resource]).toEqual([at, { ...form, attributes: expect.any(Object) }]);
      if (at.startsWith('ignition/timer/')) {
        expect(resource.attributes).toEqual({
          delay: expect.any(Number),
          fixedDelay: true,
          sharedThread: false,
          enabled: true,
        });
      }
    }
  });

  it('event streams have the stages and types that streams of published projects have, and web resources the word without which they are none', async () => {
    const stages = [
      'enabled',
      'source',
      'sourceEncoder',
      'filter',
      'transform',
      'transformEncoder',
      'batch',
      'handlers',
      'onError',
    ];
    const text = { type: expect.stringMatching(/^ignition\.(string|jsonObject)$/), properties: { encoding: 'UTF-8' } };
    const script = { enabled: expect.any(Boolean), userCode: expect.stringMatching(/^(\t.*\n?)*$/) };
    for (const [name, source] of Object.entries(streamSources)) {
      const stream = await json<object>(`com.inductiveautomation.eventstream/event-streams/${name}/config.json`);
      expect(Object.keys(stream).sort()).toEqual([...stages].sort());
      expect(stream).toMatchObject({
        source: { type: source },
        sourceEncoder: text,
        filter: script,
        transform: script,
        transformEncoder: text,
        batch: {
          debounceMs: expect.any(Number),
          maxWaitMs: expect.any(Number),
          maxQueueSize: 0,
          overflow: 'DROP_OLDEST',
        },
        handlers: [
          { enabled: true, type: 'ignition.script', config: { userCode: expect.stringMatching(/^\tandon\./) } },
        ],
        onError: script,
      });
    }
    expect(await json('com.inductiveautomation.webdev/resources/webhooks/config.json')).toEqual({
      'resource-type': 'python-resource',
      doPost: expect.objectContaining({ enabled: true, 'require-https': true, 'require-auth': false }),
    });
  });

  it('every page leads to a view, and every message that is sent has a session handler', async () => {
    const at = new Set((await resources()).map((one) => one.at));
    const { pages } = await json<{ pages: Record<string, { viewPath: string }> }>(
      'com.inductiveautomation.perspective/page-config/config.json',
    );
    for (const { viewPath } of Object.values(pages))
      expect(at).toContain(`com.inductiveautomation.perspective/views/${viewPath}`);
    const payloads = await readFile(path.join(projectFolder, 'ignition/script-python/andon/payloads/code.py'), 'utf8');
    const kinds = [...payloads.matchAll(/^[A-Z_]+ = u'(\w+)'$/gm)].map(([, kind]) => kind);
    expect(kinds).toHaveLength(9);
    for (const kind of kinds) expect(at).toContain(`com.inductiveautomation.perspective/message/${kind}`);
  });

  it('the real Jython compiles every script, those in views and event streams too', async () => {
    const gateway = await useGateway({});
    const compiled = await gateway.ask<string[]>('compile');
    const scripts = (await resources()).flatMap(({ at, files }) =>
      files.filter((name) => name.endsWith('.py')).map((name) => path.join(at, name)),
    );
    expect(compiled).toEqual(expect.arrayContaining(scripts));
    expect(compiled.filter((name) => name.includes('view.json')).length).toBeGreaterThan(15);
  });

  it('what cannot be Jython 2.7 is not there: f-strings, annotations, modules that it lacks, letters beyond ASCII', async () => {
    for (const { at, files } of await resources()) {
      for (const name of files.filter((one) => one.endsWith('.py'))) {
        const text = await readFile(path.join(projectFolder, at, name), 'utf8');
        expect([
          at,
          text.match(/[^\t\n -~]|\bf['"]|->|import (asyncio|dataclasses|pathlib|requests|psycopg2)/)?.[0],
        ]).toEqual([at, undefined]);
      }
    }
  });

  it('tags.json names the tags that the pack makes by itself', async () => {
    const gateway = await useGateway({});
    await gateway.ask('load', {});
    await gateway.ask('call', 'andon.tags.ensure', []);
    const made = await gateway.ask<Record<string, string | null>>('types');
    const named: Record<string, string | null> = { '[default]': null };
    const note = ({ name, dataType, tags = [] }: Tag, parent: string): void => {
      const at = parent.endsWith(']') ? `${parent}${name}` : `${parent}/${name}`;
      named[at] = dataType ?? null;
      for (const tag of tags) note(tag, at);
    };
    const provider = await json<Tag>('..', 'tags.json');
    for (const tag of provider.tags ?? []) note(tag, '[default]');
    expect(made).toMatchObject(named);
    expect(Object.keys(made).length).toBe(Object.keys(named).length);
    expect(await gateway.ask('violations')).toEqual([]);
  });

  it('documents.json has every document that the pack sends, by its SHA-256, for servers that execute no others', async () => {
    const gateway = await useGateway({});
    await gateway.ask('load', {});
    const listed = await json<Record<string, string>>('..', 'documents.json');
    expect(Object.values(listed).sort()).toEqual(await gateway.ask<string[]>('documents'));
    for (const [id, text] of Object.entries(listed)) expect(createHash('sha256').update(text).digest('hex')).toBe(id);
  });

  it('the stand-in for Ignition rejects unknown functions and wrong signatures, and remembers them', async () => {
    const gateway = await useGateway({});
    await gateway.ask('load', {});
    await expect(gateway.ask('call', 'andon.tags.system.tag.read', ['[default]x'])).rejects.toThrow(
      'is not a function of Ignition',
    );
    await expect(gateway.ask('call', 'andon.tags.system.util.getLogger', [])).rejects.toThrow('getLogger()');
    await expect(gateway.ask('call', 'andon.tags.system.db.runQuery', [])).rejects.toThrow('system.db');
    expect(await gateway.ask<string[]>('violations')).toHaveLength(3);
  });
});
