/** Operations as users hand them in: text, typed text, or parsed documents. */

import type { DocumentNode } from 'graphql';

/** Text or document that knows its types, as code generators make it; both kinds carry this mark. */
export interface TypedDocument<Result, Variables> {
  __apiType?: (variables: Variables) => Result;
}

/** A plain string knows no types: then the caller names them. */
export type Operation<Result, Variables> =
  | string
  | (TypedDocument<Result, Variables> & (DocumentNode | { toString(): string }));

export type PrintDocument = (document: DocumentNode) => string;

export interface NoVariables {
  readonly [name: string]: never;
}

export function textOf(operation: string | object, print: PrintDocument | undefined): string {
  if (typeof operation === 'string') return operation;
  if (!isDocument(operation)) return String(operation);
  if (print === undefined) {
    throw new TypeError('A parsed document needs the option `print`: hand in `print` of the package graphql.');
  }
  return print(operation);
}

function isDocument(operation: object): operation is DocumentNode {
  return 'kind' in operation && operation.kind === 'Document';
}
