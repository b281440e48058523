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
