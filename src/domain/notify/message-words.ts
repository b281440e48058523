/** What every message is made with: what is known of the machine, and texts of a length that receivers take. */

/** A text by another program may be of any length, and receivers refuse what is too long: PagerDuty 512 KB in all. */
const longestText = 4_000;

/** At most so many characters, never half of one, with a sign where something is left out. */
export function shortened(text: string, most = longestText): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** What is known of the machine besides its name. */
export interface MachineWords {
  readonly area: string | null;
  readonly equipmentType: string | null;
}
