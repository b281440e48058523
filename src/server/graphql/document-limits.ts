/** Refuses documents that are too long, too deep or select too many fields, before they are validated. */
import { type DocumentNode, type FragmentDefinitionNode, GraphQLError, Kind, type SelectionSetNode } from 'graphql';
import { maxDocumentDepth, maxFields } from '../../limits.ts';

interface Size {
  readonly fields: number;
  readonly depth: number;
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
    const { fields, depth } = measure(definition.selectionSet, fragments, sizes);
    written += fields;
    if (written > maxFields) return tooComplex(`A document may select ${maxFields} fields.`, { limit: maxFields });
    if (depth > maxDocumentDepth)
      return tooComplex(`Selections may be nested ${maxDocumentDepth} deep.`, { limit: maxDocumentDepth });
  }
  return null;
}

function measure(
  { selections }: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  sizes: Map<string, Size>,
): Size {
  let fields = 0;
  let depth = 0;
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
  }
  return { fields, depth };
}

const nothing: Size = { fields: 0, depth: 0 };

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
