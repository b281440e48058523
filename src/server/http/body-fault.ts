import { GraphQLError } from 'graphql';
import { maxBodyBytes } from '../../limits.ts';

/** The error for a body that cannot be accepted; its status is sent whatever media type the client accepts. */
export function bodyFault(status: number, message: string, headers?: Readonly<Record<string, string>>): GraphQLError {
  const http = headers === undefined ? { status } : { status, headers };
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', http } });
}

export function tooLarge(limitBytes: number): GraphQLError {
  return bodyFault(
    413,
    limitBytes < maxBodyBytes
      ? `A request without readings or master data may have ${limitBytes} bytes at most, unfolded; ask in several requests.`
      : `A request may have ${limitBytes} bytes at most, unfolded; send the readings in smaller batches.`,
  );
}
