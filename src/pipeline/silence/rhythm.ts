/** Learns how often one sensor reports: its usual pause, its longest pauses of 14 days, and whether it reports regularly at all. */

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const rememberedDays = 14;
/** Pauses are counted by length, in steps of √2: the shortest step is up to a second, the longest beyond 40 days. */
const shortestMs = 1_000;
const lastStep = 44;
/** The counts are halved beyond this, so that a sensor that is set to another rate is known by the new one some thousand reports later. */
const mostPauses = 4_096;
/** A pause weighs by its length, since it is in the long ones that a sensor is waited for; but a night weighs no more than some pauses. */
const mostWeight = 4;
/** More than this part of the weight in pauses beyond 2.4 times the usual one: it reports when something happens. A Poisson process has 7 %. */
const leastIrregular = 0.03;
const stepsBeyond = 2;
const leastWords = 20;
const leastSpokenMs = hourMs;
/** What tells changes only never tells the same twice. A counter or state that is polled does, while its machine rests. */
const leastRepeated = 0.05;
/** Of a new sensor nothing is known of breaks and shifts: it has to be silent for longer. */
const youngMs = dayMs;
const youngSilenceMs = 900_000;

/** The longest pauses of one day, ms: of those of which nobody was told, and of all. */
interface DayPauses {
  readonly day: number;
  readonly usual: number;
  readonly any: number;
}

/** As it is stored, in JSON. */
export interface StoredRhythm {
  readonly words: number;
  readonly repeated: number;
  readonly spokenMs: number;
  readonly isByChange: boolean;
  /** Step, number, and sum in ms. */
  readonly pauses: readonly (readonly [number, number, number])[];
  /** Number of the day, longest usual pause and longest of all, ms. */
  readonly days: readonly (readonly [number, number, number])[];
}

/** Pauses of about one length. */
interface PauseCount {
  readonly step: number;
  count: number;
  sumMs: number;
}

export interface SilenceSettings {
  readonly least_silence_s: number;
  readonly pause_factor: number;
  readonly longest_factor: number;
}

export class Rhythm {
  /** In order of length. Most sensors have a few, and one that has spoken once has none. */
  readonly #pauses: PauseCount[] = [];
  readonly #days: DayPauses[] = [];
  #counted = 0;
  #words = 0;
  #repeated = 0;
  #spokenMs = 0;
  #isByChange = false;
  #storedWords = 0;
  #storedDay: DayPauses | undefined;
  #wasRegular = false;

  constructor(stored?: StoredRhythm) {
    if (stored === undefined) return;
    this.#words = stored.words;
    this.#repeated = stored.repeated;
    this.#spokenMs = stored.spokenMs;
    this.#isByChange = stored.isByChange;
    for (const [step, count, sumMs] of stored.pauses) this.#pauses.push({ step, count, sumMs });
    for (const [day, usual, any] of stored.days) this.#days.push({ day, usual, any });
    this.#counted = weightOf(this.#pauses, byNumber);
    this.noteStored();
  }

  /** `isByChange`: of a kind that may be told only when it changes, as counters, states and texts are. */
  noteWord(isRepeated: boolean, isByChange: boolean): void {
    this.#words += 1;
    if (isRepeated) this.#repeated += 1;
    this.#isByChange = isByChange;
  }

  /** `wasTold`: operators were told of it, so it is no habit until another day has one as long. */
  learn(pauseMs: number, atMs: number, wasTold: boolean): void {
    this.#learnLongest(pauseMs, Math.floor(atMs / dayMs), wasTold);
    if (wasTold) return;
    this.#spokenMs += pauseMs;
    const step = stepOf(pauseMs);
    const at = this.#pauses.findIndex((one) => one.step >= step);
    const known = this.#pauses[at];
    if (known?.step === step) {
      known.count += 1;
      known.sumMs += pauseMs;
    } else {
      this.#pauses.splice(at < 0 ? this.#pauses.length : at, 0, { step, count: 1, sumMs: pauseMs });
    }
    this.#counted += 1;
    if (this.#counted > mostPauses) this.#halve();
  }

  get words(): number {
    return this.#words;
  }

  /** Ms; 0 before anything is known. */
  get usualPauseMs(): number {
    const usual = this.#usual();
    return usual === undefined ? 0 : meanOf(usual);
  }

  /**
   * Of the last 14 days on which it paused, ms. One of which operators were told counts when another day had one as long: a gateway that
   * was gone once is no habit, a machine that stands still each night is.
   */
  get longestPauseMs(): number {
    let usual = 0;
    let longest = 0;
    let second = 0;
    for (const day of this.#days) {
      usual = Math.max(usual, day.usual);
      second = Math.max(second, Math.min(longest, day.any));
      longest = Math.max(longest, day.any);
    }
    return Math.max(usual, second);
  }

  get isRegular(): boolean {
    if (this.#words < leastWords || this.#spokenMs < leastSpokenMs) return false;
    if (this.#isByChange && this.#repeated < this.#words * leastRepeated) return false;
    const usual = this.#usual();
    if (usual === undefined) return false;
    const weigh = upTo(mostWeight * meanOf(usual));
    const beyond = this.#pauses.filter(({ step }) => step > usual.step + stepsBeyond);
    return weightOf(beyond, weigh) <= leastIrregular * weightOf(this.#pauses, weigh);
  }

  /** How long it has to be silent before it is told, ms. */
  dueAfterMs(settings: SilenceSettings): number {
    return Math.max(
      settings.least_silence_s * 1_000,
      settings.pause_factor * this.usualPauseMs,
      settings.longest_factor * this.longestPauseMs,
      this.#spokenMs < youngMs ? youngSilenceMs : 0,
    );
  }

  /** Whether what is stored would tell something else: a server that dies may lose no more than what changes nothing. */
  get isWorthStoring(): boolean {
    if (this.#words > this.#storedWords * 1.25 + 16 || this.isRegular !== this.#wasRegular) return true;
    const day = this.#days.at(-1);
    if (this.#storedWords === 0 || day === undefined || day === this.#storedDay) return false;
    const known = this.#storedDay;
    return known?.day !== day.day || day.usual > known.usual * 1.1 || day.any > known.any * 1.1;
  }

  /** What it tells is stored, or of a tag that has hardly ever reported. */
  get isStored(): boolean {
    return this.#words === this.#storedWords || this.#words < leastWords;
  }

  noteStored(): void {
    this.#storedWords = this.#words;
    this.#storedDay = this.#days.at(-1);
    this.#wasRegular = this.isRegular;
  }

  stored(): StoredRhythm {
    return {
      words: this.#words,
      repeated: this.#repeated,
      spokenMs: Math.round(this.#spokenMs),
      isByChange: this.#isByChange,
      pauses: this.#pauses.map(({ step, count, sumMs }) => [step, count, Math.round(sumMs)]),
      days: this.#days.map(({ day, usual, any }) => [day, Math.round(usual), Math.round(any)]),
    };
  }

  /**
   * The median pause, by weight. Weights are bounded by the usual pause itself: from the median by number upwards, so that two reports in
   * quick succession once a minute are one a minute, and a night is one pause among others.
   */
  #usual(): PauseCount | undefined {
    let usual = median(this.#pauses, byNumber);
    while (usual !== undefined) {
      const next = median(this.#pauses, upTo(mostWeight * meanOf(usual)));
      if (next === undefined || next.step <= usual.step) return usual;
      usual = next;
    }
    return usual;
  }

  #halve(): void {
    const kept = this.#pauses.filter(({ count }) => count >= 0.25);
    this.#pauses.length = 0;
    for (const { step, count, sumMs } of kept) this.#pauses.push({ step, count: count / 2, sumMs: sumMs / 2 });
    this.#counted = weightOf(this.#pauses, byNumber);
  }

  #learnLongest(pauseMs: number, day: number, wasTold: boolean): void {
    const known = this.#days.at(-1);
    const usual = wasTold ? 0 : pauseMs;
    // A clock that went back to yesterday goes on with today's.
    if (known === undefined || known.day < day) {
      this.#days.push({ day, usual, any: pauseMs });
      if (this.#days.length > rememberedDays) this.#days.shift();
    } else if (pauseMs > known.any || usual > known.usual) {
      const longer = { day: known.day, usual: Math.max(known.usual, usual), any: Math.max(known.any, pauseMs) };
      this.#days[this.#days.length - 1] = longer;
    }
  }
}

function stepOf(pauseMs: number): number {
  if (pauseMs <= shortestMs) return 0;
  return Math.min(lastStep, Math.ceil(2 * Math.log2(pauseMs / shortestMs)));
}

/** At least 1 ms, so that it can weigh. */
function meanOf({ count, sumMs }: PauseCount): number {
  return Math.max(1, sumMs / count);
}

/** What one pause of a length weighs. */
type Weigh = (pauses: PauseCount) => number;
const byNumber: Weigh = () => 1;
const upTo =
  (mostMs: number): Weigh =>
  (pauses) =>
    Math.min(mostMs, meanOf(pauses));

function weightOf(pauses: readonly PauseCount[], weigh: Weigh): number {
  return pauses.reduce((sum, one) => sum + one.count * weigh(one), 0);
}

function median(pauses: readonly PauseCount[], weigh: Weigh): PauseCount | undefined {
  const half = weightOf(pauses, weigh) / 2;
  let sum = 0;
  return pauses.find((one) => {
    sum += one.count * weigh(one);
    return sum >= half;
  });
}
