/** Explains a failed request to the server to the user of a command. */
import type { RequestFailure } from '../client/graphql-request.ts';

export const keyHelp =
  'Where the server wants a key, it is taken from ANDON_KEY in the environment, so that it stands in no list of processes.';

/** The message for a request that failed for good; with the remedy where a key is missing or lacks a scope. */
export function failureLines({ code, message }: RequestFailure, neededScopes: string): readonly string[] {
  const lines = [`cannot go on: ${message}`];
  if (code === 'UNAUTHENTICATED' || code === 'FORBIDDEN') {
    lines.push(`Set ANDON_KEY to a key with the ${neededScopes}; \`andon keys create\` makes one.`);
  }
  return lines;
}
