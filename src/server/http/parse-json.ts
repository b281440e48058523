/** Parses the JSON of a request; the error says what is wrong, and where. */
import { maxJsonDepth, maxJsonMembers } from '../../limits.ts';
import { bodyFault } from './body-fault.ts';
import { excerpt } from './excerpt.ts';
import { jsonExcess } from './json-excess.ts';
import { findJsonFault, placeName } from './json-scan.ts';
import { parseJsonWithNaN } from './json-with-nan.ts';

/** `whose` begins the sentence of a fault: "The body", "The parameter variables". */
export function parseJson(text: string, whose: string): unknown {
  const excess = jsonExcess(text);
  if (excess === 'members') throw bodyFault(400, `${whose} has an object with more than ${maxJsonMembers} members.`);
  if (excess === 'nesting') {
    throw bodyFault(
      400,
      jsonFaultInWords(text, whose) ?? `${whose} nests lists and objects more than ${maxJsonDepth} deep.`,
    );
  }
  try {
    return parseJsonWithNaN(text);
  } catch (error) {
    throw bodyFault(400, jsonFaultInWords(text, whose) ?? `${whose} is not JSON: ${excerpt(String(error), 0)}`);
  }
}

function jsonFaultInWords(text: string, whose: string): string | null {
  const start = text.trimStart();
  if (start === '') {
    return `${whose} is empty, and JSON was expected: an object with a "query", such as {"query":"{ __typename }"}.`;
  }
  if (text.charCodeAt(0) === 0 || text.charCodeAt(1) === 0) {
    return `${whose} is not JSON in UTF-8: every other byte is 0, as in UTF-16. Send it as UTF-8, or declare charset=utf-16.`;
  }
  const otherForm = looksLike(start);
  if (otherForm !== null) {
    return `${whose} is not JSON but looks like ${otherForm}: ${excerpt(start, 0)}. Send JSON, such as {"query":"{ __typename }"}.`;
  }
  const fault = findJsonFault(text);
  if (fault === null) return null;
  if (fault.endsEarly) {
    return `${whose} is not complete JSON: it ends after ${Buffer.byteLength(text)} bytes, inside ${fault.what}, with ${excerpt(text, text.length)}. Send it whole.`;
  }
  const offset = Buffer.byteLength(text.slice(0, fault.index));
  return `${whose} is not JSON: ${fault.what} (${placeName(text, fault.index)}, byte ${offset}, at ${excerpt(text, fault.index)}).`;
}

function looksLike(start: string): string | null {
  if (start.startsWith('<')) return 'HTML or XML';
  if (/^(?:query|mutation|subscription|fragment)\b[^"=]*\{/.test(start.slice(0, 500))) {
    return 'a GraphQL document by itself (for which the content type is application/graphql)';
  }
  if (/^[\w.%+-]+=/.test(start)) return 'a form';
  return null;
}
