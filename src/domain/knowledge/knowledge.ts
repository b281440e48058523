/**
 * Finds what is known of a problem: a site's own entries before the shipped ones, the more particular before the general. In memory and
 * without I/O, since an alarm waits for it.
 */
import { type KnowledgeEntry, type OwnKnowledgeEntry, wordsOf } from './entry.ts';

export interface KnowledgeQuestion {
  readonly siteId: string;
  readonly equipmentType: string;
  readonly sensorType: string;
  /** What is wrong where its side does not say it, such as `stuck`; null where it does. An entry for it stands before those for a side. */
  readonly named: string | null;
  /** The side and how it came there, the more particular first: `slow_rise`, `high`. */
  readonly sides: readonly string[];
}

export interface KnowledgeAnswer {
  readonly entry: KnowledgeEntry;
  /** The number of a site's own entry; null for a shipped one. */
  readonly ownId: number | null;
}

interface Indexed extends KnowledgeAnswer {
  readonly equipmentWords: readonly string[];
  readonly sensorWords: readonly string[];
}

/** Names of types come from outside: what is remembered of them has an end. */
const rememberedAnswers = 1_000;

export class Knowledge {
  /** Every entry, a site's own ones first. */
  readonly #entries: readonly Indexed[];
  readonly #answers = new Map<string, KnowledgeAnswer>();

  /** Among the shipped ones has to be one for whatever is wrong with whatever. */
  constructor(shipped: readonly KnowledgeEntry[], own: readonly OwnKnowledgeEntry[] = []) {
    const general = shipped.find(
      (one) => one.siteId === null && one.issue === null && one.equipmentType === null && one.sensorRole === null,
    );
    if (general === undefined) throw new Error('the shipped knowledge has no entry for what nobody has thought of');
    this.#entries = [...own.map((entry) => indexed(entry, entry.id)), ...shipped.map((entry) => indexed(entry, null))];
  }

  adviceFor(question: KnowledgeQuestion): KnowledgeAnswer {
    const { siteId, equipmentType, sensorType, named, sides } = question;
    const key = JSON.stringify([siteId, equipmentType, sensorType, named, sides]);
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const found = this.#find(question);
    if (this.#answers.size >= rememberedAnswers) this.#answers.clear();
    this.#answers.set(key, found);
    return found;
  }

  #find({ siteId, equipmentType, sensorType, named, sides }: KnowledgeQuestion): KnowledgeAnswer {
    const equipmentText = wordsOf(equipmentType).join(' ');
    const sensorText = wordsOf(sensorType).join(' ');
    let best: Indexed | null = null;
    let bestRank: readonly number[] = [];
    for (const one of this.#entries) {
      const { entry } = one;
      if (entry.siteId !== null && entry.siteId !== siteId) continue;
      if (entry.issue !== null && entry.issue !== named && !sides.includes(entry.issue)) continue;
      if (!occurIn(one.equipmentWords, equipmentText) || !occurIn(one.sensorWords, sensorText)) continue;
      const rank = rankOf(one, named, sides);
      if (best !== null && !isHigher(rank, bestRank)) continue;
      best = one;
      bestRank = rank;
    }
    if (best === null) throw new Error('there is an entry for whatever is wrong with whatever');
    return best;
  }
}

/** Compared from the left: whose it is, whether it names what is wrong, of what sensor, at what machine, in how many words, how it came. */
function rankOf(
  { entry, ownId, equipmentWords, sensorWords }: Indexed,
  named: string | null,
  sides: readonly string[],
): readonly number[] {
  const { siteId, issue } = entry;
  return [
    ownId === null ? 0 : siteId === null ? 1 : 2,
    issue === null ? 0 : issue === named ? 2 : 1,
    sensorWords.length > 0 ? 1 : 0,
    equipmentWords.length > 0 ? 1 : 0,
    sensorWords.length,
    equipmentWords.length,
    issue === null || issue === named ? 0 : sides.length - sides.indexOf(issue),
  ];
}

/** Of equals the first stays. */
function isHigher(rank: readonly number[], than: readonly number[]): boolean {
  for (const [place, value] of rank.entries()) {
    const other = than[place] ?? 0;
    if (value !== other) return value > other;
  }
  return false;
}

/** Within words, too: `vibration` is in `vibrations`. */
function occurIn(words: readonly string[], text: string): boolean {
  return words.every((word) => text.includes(word));
}

function indexed(entry: KnowledgeEntry, ownId: number | null): Indexed {
  return {
    entry,
    ownId,
    equipmentWords: wordsOf(entry.equipmentType ?? ''),
    sensorWords: wordsOf(entry.sensorRole ?? ''),
  };
}
