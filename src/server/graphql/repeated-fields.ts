/** Counts pairs of fields with one name at one place, each of which validation compares. */
import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';

interface Place {
  fields: number;
  readonly below: Map<string, Place>;
}

/**
 * Whether the fields of an operation, its fragments written out, make more than `most` pairs of the same name at the same place, or whether
 * finding that out would take more than `mostVisits` selections. Validation compares each pair, so a thousand fields `a` cost half a million comparisons.
 */
export function repeatsTooMuch(
  { definitions }: DocumentNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  most: number,
  mostVisits: number,
): boolean {
  let pairs = 0;
  let visits = 0;
  const open = new Set<string>();
  const visit = ({ selections }: SelectionSetNode, place: Place): void => {
    for (const selection of selections) {
      visits += 1;
      if (pairs > most || visits > mostVisits) return;
      if (selection.kind === Kind.FIELD) {
        const { alias, name, selectionSet } = selection;
        const field = fieldOf(place, (alias ?? name).value);
        pairs += field.fields;
        field.fields += 1;
        if (selectionSet !== undefined) visit(selectionSet, field);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        visit(selection.selectionSet, place);
      } else {
        const name = selection.name.value;
        const fragment = fragments.get(name);
        // One that uses itself fails validation.
        if (fragment === undefined || open.has(name)) continue;
        open.add(name);
        visit(fragment.selectionSet, place);
        open.delete(name);
      }
    }
  };
  for (const definition of definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION && definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
    visit(definition.selectionSet, { fields: 0, below: new Map() });
  }
  return pairs > most || visits > mostVisits;
}

function fieldOf({ below }: Place, name: string): Place {
  let field = below.get(name);
  if (field === undefined) {
    field = { fields: 0, below: new Map() };
    below.set(name, field);
  }
  return field;
}
