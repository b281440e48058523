/** The documents that a server executes whose list is closed: those shipped with the console and the client, and a site's own. */
import { readFile } from 'node:fs/promises';
import { GraphQLError, parse, stripIgnoredCharacters } from 'graphql';
import type { EdgeSettings } from '../../auth/edge-settings.ts';
import { StartupError } from '../../errors.ts';

/** Texts that were found to be known are remembered in the form that clients send; a client may write one in several ways. */
const mostForms = 10_000;

export class KnownDocuments {
  readonly #byId: ReadonlyMap<string, string>;
  readonly #known: ReadonlySet<string>;
  readonly #forms = new Set<string>();

  /** Each document has an id, which is its SHA-256 or whatever the tool that made the list gives. */
  constructor(byId: ReadonlyMap<string, string>) {
    this.#byId = byId;
    this.#known = new Set([...byId.values()].map(stripIgnoredCharacters));
  }

  get count(): number {
    return this.#known.size;
  }

  /** The text of a document that a client names; `sha256:` may stand before its id. */
  byId(id: string): string | undefined {
    return this.#byId.get(id) ?? this.#byId.get(id.replace(/^sha256:/, ''));
  }

  /** Whether the text is a known document, whatever its spaces, commas and comments. */
  has(text: string): boolean {
    if (this.#forms.has(text)) return true;
    if (!this.#known.has(withoutIgnored(text))) return false;
    if (this.#forms.size < mostForms) this.#forms.add(text);
    return true;
  }
}

/** A text that is no GraphQL is none that is known. */
function withoutIgnored(text: string): string {
  try {
    return stripIgnoredCharacters(text);
  } catch (error) {
    if (error instanceof GraphQLError) return '';
    throw error;
  }
}

/** Null where any document is executed. Throws a StartupError. */
export async function readKnownDocuments(
  settings: EdgeSettings['documents'],
  shippedFile: string,
): Promise<KnownDocuments | null> {
  if (settings === undefined) return null;
  const files = [shippedFile, ...(settings.file === null ? [] : [settings.file])];
  const lists = await Promise.all(files.map(readList));
  return new KnownDocuments(new Map(lists.flat()));
}

async function readList(file: string): Promise<[string, string][]> {
  const wrong = (reason: string, cause?: unknown) =>
    new StartupError(
      `ANDON_DOCUMENTS: ${file} ${reason}. Want a JSON object of documents by their id, as {"9f2c…": "query Queue { … }"}, or the word shipped.`,
      { cause },
    );
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw wrong('cannot be read', error);
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw wrong('is no JSON', error);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong('is no JSON object');
  return Object.entries(value).map(([id, document]: [string, unknown]) => {
    if (typeof document !== 'string') throw wrong(`has no text at ${JSON.stringify(id)}`);
    try {
      parse(document);
    } catch (error) {
      throw wrong(`has no GraphQL at ${JSON.stringify(id)}`, error);
    }
    return [id, document];
  });
}
