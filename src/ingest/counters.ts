/** Counts what a source made of readings. */
import type { CounterName } from '../domain/readings/counters.ts';
import { expectationOfCode, type RejectionCode } from '../domain/readings/expectation.ts';
import type { QualityCode } from '../domain/readings/quality.ts';
import type { TagValue } from '../domain/readings/reading.ts';
import type { AppendOutcome } from './append.ts';

/** What a source made of some readings: of those it appended quality and outcome, in the same order, and the codes of those it rejected. */
export interface SourceResult {
  readonly appended: readonly {
    readonly quality: QualityCode;
    readonly value: TagValue | null;
    readonly wasText?: boolean | undefined;
    readonly unknownFields?: number | undefined;
  }[];
  readonly outcomes: readonly (AppendOutcome | object)[];
  readonly rejected: readonly { readonly code: RejectionCode }[];
}

/** Readings of both sources since the start of this server, for /metrics, and told on to be counted by the minute. */
export class IngestCounters {
  accepted = 0;
  duplicates = 0;
  readonly rejectedByCode = new Map<RejectionCode, number>();
  readonly #tell: (counter: CounterName, readings: number) => void;

  constructor(tell: (counter: CounterName, readings: number) => void) {
    this.#tell = tell;
  }

  count({ appended, outcomes, rejected }: SourceResult): void {
    const stored: [number, number, number] = [0, 0, 0];
    let duplicates = 0;
    let valueless = 0;
    let texts = 0;
    let extended = 0;
    appended.forEach(({ quality, value, wasText, unknownFields }, i) => {
      if (outcomes[i] === 'stored') {
        stored[quality] += 1;
        if (value === null) valueless += 1;
        if (wasText === true) texts += 1;
        if (unknownFields !== undefined) extended += 1;
      } else if (outcomes[i] === 'duplicate') duplicates += 1;
    });
    const accepted = stored[0] + stored[1] + stored[2];
    this.accepted += accepted;
    this.duplicates += duplicates;
    const counts: [CounterName, number][] = [
      ['received', accepted + duplicates + rejected.length],
      ['good', stored[0]],
      ['uncertain', stored[1]],
      ['bad', stored[2]],
      ['sent_once', duplicates],
      ['value_present', valueless],
      ['number_as_number', texts],
      ['fields_known', extended],
    ];
    for (const { code } of rejected) {
      this.rejectedByCode.set(code, (this.rejectedByCode.get(code) ?? 0) + 1);
      counts.push([expectationOfCode(code), 1]);
    }
    for (const [counter, readings] of counts) if (readings > 0) this.#tell(counter, readings);
  }
}
