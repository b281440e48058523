import { AndonError } from '../errors.ts';

/** Who has given no name. */
export const nobodyNamed = 'local';
const maxOperatorIdLength = 200;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that must not reach a table or a screen
const unprintable = /[\u0000-\u001f\u007f]|\p{Surrogate}/u;

/** Who sends an operation. While no authentication is configured this is what the caller says it is, on loopback only. */
export interface Identity {
  readonly operatorId: string;
}

/** `local` when nothing was said; BAD_USER_INPUT when what was said cannot stand beside a decision. */
export function identify(operatorId: unknown): Identity {
  if (operatorId === undefined || operatorId === null) return { operatorId: nobodyNamed };
  if (typeof operatorId !== 'string') throw new AndonError('BAD_USER_INPUT', 'The operator id must be text.');
  const trimmed = operatorId.trim();
  if (trimmed === '') return { operatorId: nobodyNamed };
  if (trimmed.length > maxOperatorIdLength) {
    throw new AndonError('BAD_USER_INPUT', `The operator id has more than ${maxOperatorIdLength} characters.`);
  }
  if (unprintable.test(trimmed)) {
    throw new AndonError('BAD_USER_INPUT', 'The operator id holds characters that cannot be printed.');
  }
  return { operatorId: trimmed };
}
