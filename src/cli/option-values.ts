import { InvalidArgumentError } from 'commander';

export const defaultUrl = 'http://127.0.0.1:4000/graphql';

/** Parsers for commander: each takes the text of an option and names what it wants when the text is something else. */
export function httpUrl(text: string): string {
  if (/^https?:\/\//i.test(text) && URL.canParse(text)) return new URL(text).href;
  throw new InvalidArgumentError(`want an address such as ${defaultUrl}`);
}

export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`want a whole number from ${least} to ${most}`);
  };
}

export function positiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('want a number above 0');
}

const dayOrInstant = /^\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[+-]\d\d:\d\d))?$/;

/** Epoch ms of a time with its zone, or of the beginning of a UTC day. */
export function instantMs(text: string): number {
  const value = dayOrInstant.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(value)) return value;
  throw new InvalidArgumentError('want a UTC day, as 2026-11-23, or a time with its zone, as 2026-11-23T06:30Z');
}
