/** Refuses documents that are too long, too deep or select too much, before they are parsed or validated. */
import { type DocumentNode, type FragmentDefinitionNode, GraphQLError, Kind, type SelectionSetNode } from 'graphql';
import {
  maxDocumentDepth,
  maxDocumentLength,
  maxDocumentNesting,
  maxDocumentTokens,
  maxFields,
  maxRepeatedPairs,
} from '../../limits.ts';
import { scanDocument } from './document-scan.ts';
import { repeatsTooMuch } from './repeated-fields.ts';

const mostVisits = 10 * maxFields;

interface Size {
  readonly fields: number;
  readonly depth: number;
  /** Fields, inline fragments and spreads on the longest way down. */
  readonly nesting: number;
}

/** Refuses, before parsing has cost anything, a text that would cost too much to parse. */
export function textExceedsLimits(text: string): GraphQLError | null {
  if (text.length > maxDocumentLength) {
    return tooComplex(`A document may have ${maxDocumentLength} characters; send readings as variables.`, {
      limit: maxDocumentLength,
    });
  }
  const excess = scanDocument(text, maxDocumentTokens, maxDocumentNesting);
  if (excess === 'tokens') {
    return tooComplex(`A document may have ${maxDocumentTokens} tokens; send lists and readings as variables.`, {
      limit: maxDocumentTokens,
    });
  }
  return excess === 'nesting' ? nestedTooDeep() : null;
}

function nestedTooDeep(): GraphQLError {
  return tooComplex(`Brackets and fragments of a document may be nested ${maxDocumentNesting} deep.`, {
    limit: maxDocumentNesting,
  });
}

/** Refuses, before validation has cost anything, a document that would cost too much to validate or to answer. */
export function exceedsLimits(document: DocumentNode): GraphQLError | null {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const sizes = new Map<string, Size>();
  let written = 0;
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION && definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
    const { fields, depth, nesting } = measure(definition.selectionSet, fragments, sizes);
    written += fields;
    if (written > maxFields) return tooComplex(`A document may select ${maxFields} fields.`, { limit: maxFields });
    if (depth > maxDocumentDepth)
      return tooComplex(`Selections may be nested ${maxDocumentDepth} deep.`, { limit: maxDocumentDepth });
    if (nesting > maxDocumentNesting) return nestedTooDeep();
  }
  return repeatsTooMuch(document, fragments, maxRepeatedPairs, mostVisits)
    ? tooComplex('A document selects fields of the same name at the same place too often; select each once.', {
        limit: maxRepeatedPairs,
      })
    : null;
}

function measure(
  { selections }: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  sizes: Map<string, Size>,
): Size {
  let fields = 0;
  let depth = 0;
  let nesting = 0;
  for (const selection of selections) {
    const inner =
      selection.kind === Kind.FRAGMENT_SPREAD
        ? measureFragment(selection.name.value, fragments, sizes)
        : selection.selectionSet === undefined
          ? nothing
          : measure(selection.selectionSet, fragments, sizes);
    const own = selection.kind === Kind.FIELD ? 1 : 0;
    fields += own + inner.fields;
    depth = Math.max(depth, own + inner.depth);
    nesting = Math.max(nesting, 1 + inner.nesting);
  }
  return { fields, depth, nesting };
}

const nothing: Size = { fields: 0, depth: 0, nesting: 0 };

/** Each fragment is measured once, however often it is used; one that uses itself counts nothing here and fails validation. */
function measureFragment(
  name: string,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  sizes: Map<string, Size>,
): Size {
  const known = sizes.get(name);
  if (known !== undefined) return known;
  const fragment = fragments.get(name);
  if (fragment === undefined) return nothing;
  sizes.set(name, nothing);
  const size = measure(fragment.selectionSet, fragments, sizes);
  sizes.set(name, size);
  return size;
}

export function tooComplex(message: string, details: Readonly<Record<string, unknown>>): GraphQLError {
  return new GraphQLError(message, {
    extensions: { ...details, code: 'TOO_COMPLEX', http: { spec: true, status: 400 } },
  });
}
