/** Parses Content-Type and Accept headers. */

export interface MediaType {
  /** In lower case, without parameters: `application/json`. */
  readonly essence: string;
  /** In lower case; null when none is declared. */
  readonly charset: string | null;
}

/** A Content-Type header; of several in a list the first, since there is one body only. */
export function mediaTypeOf(header: string | undefined): MediaType | null {
  const [type = '', ...parameters] = (header ?? '').split(',', 1).join('').split(';');
  const essence = type.trim().toLowerCase();
  if (essence === '') return null;
  const charsets = parameters
    .map((parameter) => /^\s*charset\s*=\s*"?([^"\s]*)"?\s*$/i.exec(parameter)?.[1]?.toLowerCase())
    .filter((charset) => charset !== undefined && charset !== '');
  return { essence, charset: charsets[0] ?? null };
}

/** Whether an Accept header asks for one of the types; one that is absent asks for anything. */
export function acceptsAnyOf(header: string | undefined | null, types: readonly string[]): boolean {
  if (header === undefined || header === null || header.trim() === '') return true;
  return header.split(',').some((range) => {
    const { essence = '', charset = null } = mediaTypeOf(range) ?? {};
    if (charset !== null && charset !== 'utf-8') return false;
    return types.some((type) => covers(essence, type));
  });
}

function covers(range: string, type: string): boolean {
  const [main, sub] = range.split('/');
  const [ofType, ofSub] = type.split('/');
  return (main === '*' || main === ofType) && (sub === '*' || sub === ofSub);
}
