import { GraphQLError } from 'graphql';

/** A body that cannot be taken, in words for its sender; the status holds whatever kind of answer the sender accepts. */
export function bodyFault(status: number, message: string, headers?: Readonly<Record<string, string>>): GraphQLError {
  const http = headers === undefined ? { status } : { status, headers };
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', http } });
}

export function tooLarge(limitBytes: number): GraphQLError {
  return bodyFault(
    413,
    `A request may have ${limitBytes} bytes at most, unfolded; send the readings in smaller batches.`,
  );
}
