/**
 * Vets the text of a model as it comes: plain text without markup, links and characters that cannot be seen, in which every citation names
 * a piece of the evidence that there is. What may go on in the next part is held back until it has come.
 */
import { withoutUnprintable } from '../../domain/printable.ts';

/** Brackets that are longer are none of a citation or a link. */
const longestBracket = 200;
/** So much without a space is no word. */
const longestWord = 400;

const removed = '(link removed)';
const unknownCitation = '?';

export interface VettedText {
  readonly text: string;
  /** Pieces that this text cites, in its order, each once. */
  readonly cited: readonly string[];
  /** Citations in it of pieces that there are not; each stands as `?` in the text. */
  readonly invented: number;
}

export class AnswerText {
  readonly #pieceIds: ReadonlySet<string>;
  #held = '';
  /** What was told so far ends a line, or is nothing. */
  #isAtLineStart = true;

  constructor(pieceIds: Iterable<string>) {
    this.#pieceIds = new Set(pieceIds);
  }

  /** What can be told of all that has come so far. */
  push(part: string): VettedText {
    this.#held += part;
    const end = wholeUpTo(this.#held);
    const whole = this.#held.slice(0, end);
    this.#held = this.#held.slice(end);
    return this.#vet(whole);
  }

  /** The rest. */
  end(): VettedText {
    const rest = this.#held;
    this.#held = '';
    return this.#vet(rest);
  }

  #vet(raw: string): VettedText {
    const cited = new Set<string>();
    let invented = 0;
    const unmarked = plain(this.#isAtLineStart ? raw.replace(heading, '') : raw);
    if (raw !== '') this.#isAtLineStart = raw.endsWith('\n');
    const text = unmarked.replace(citation, (_, inner: string) => {
      const names = inner.split(/[,;]/).map((name) => {
        const id = name.trim().toUpperCase();
        if (this.#pieceIds.has(id)) {
          cited.add(id);
          return id;
        }
        invented += 1;
        return unknownCitation;
      });
      return `[${names.join(', ')}]`;
    });
    return { text, cited: [...cited], invented };
  }
}

const heading = /^#{1,6} +/;

/** One name or several, letters and a number each, in square brackets. */
const citation = /\[\s*([A-Za-z]{1,12}[-_ ]?\d{1,6}(?:\s*[,;]\s*[A-Za-z]{1,12}[-_ ]?\d{1,6})*)\s*\]/g;

/** Where the last word ends that is whole, and that no open bracket holds. */
function wholeUpTo(text: string): number {
  let whole = 0;
  let opened = -1;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '[') opened = at;
    else if (sign === ']' || (opened >= 0 && at - opened > longestBracket)) opened = -1;
    if (opened < 0 && (sign === ' ' || sign === '\n' || at - whole >= longestWord)) whole = at + 1;
  }
  return whole;
}

function plain(raw: string): string {
  return (
    raw
      .split('\n')
      .map(withoutUnprintable)
      .join('\n')
      // Markdown's links and images; then whatever a screen might make a link of by itself.
      .replace(/!?\[([^\]]*)\]\([^)\s]*\)?/g, `$1 ${removed}`)
      .replace(/\b[a-z][a-z0-9+.-]*:\/\/\S*/gi, removed)
      .replace(/\b(?:javascript|data|vbscript|mailto|file|tel|sms):\S+/gi, removed)
      .replace(/\bwww\.\S+/gi, removed)
      .replace(/\b(?:[a-z0-9-]+\.)+[a-z]{2,}\/\S*/gi, removed)
      // Tags, code, emphasis, headings.
      .replace(/<(?=[a-z/!?])/gi, '‹')
      .replace(/`+/g, '')
      .replace(/\*+(?=\S)|(?<=\S)\*+/g, '')
      .replace(/\n#{1,6} +/g, '\n')
  );
}
