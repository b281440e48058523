/** Chooses the operation of a document that a request names. */
import { type DocumentNode, getOperationAST, Kind, type OperationDefinitionNode } from 'graphql';
import { excerpt } from '../http/excerpt.ts';

const namesShown = 5;

/**
 * The operation that `operationName` names, or the document's only one; else a sentence for the sender that says what is wrong with
 * the choice.
 */
export function chosenOperation(
  document: DocumentNode,
  operationName: string | null | undefined,
): OperationDefinitionNode | string {
  const chosen = getOperationAST(document, operationName);
  if (chosen) return chosen;
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  if (operations.length === 0)
    return 'The document holds no operation, only definitions; add a query, mutation or subscription.';
  const shown = operations.slice(0, namesShown).map(({ name }) => (name ? quoted(name.value) : 'one without a name'));
  const names = `${shown.join(', ')}${operations.length > namesShown ? ', …' : ''}`;
  return operationName == null
    ? `The document holds ${operations.length} operations (${names}); say in "operationName" which one to execute.`
    : `The document holds no operation with the operationName ${quoted(operationName)}; it holds ${names}.`;
}

/** Many clients send an empty text where they mean no name; no operation can have such a name. */
export function nameGiven(operationName: string | null | undefined): string | undefined {
  return operationName || undefined;
}

function quoted(name: string): string {
  return excerpt(name, 0);
}
