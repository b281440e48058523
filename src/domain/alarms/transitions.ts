/**
 * What may happen to an alarm: each transition with the states that it leaves and what it makes of them, as data. The database holds the
 * same table (`andon.alarm_transition`) for every writer; a test compares the two. docs/integrate/alarms.md has it in words.
 */

export const shelvings = ['none', 'timed', 'one_shot'] as const;
export type Shelving = (typeof shelvings)[number];

/** The orthogonal states of OPC UA Part 9; `isLatching` is how the alarm is set up, not a state that changes. */
export interface AlarmFlags {
  readonly active: boolean;
  readonly acknowledged: boolean;
  readonly confirmed: boolean;
  readonly shelving: Shelving;
  readonly suppressed: boolean;
  readonly out_of_service: boolean;
  readonly latching: boolean;
  readonly latched: boolean;
  readonly silenced: boolean;
}

export const alarmEventKinds = [
  'raised',
  'worsened',
  'returned',
  'realarmed',
  'acknowledged',
  'confirmed',
  'commented',
  'shelved_timed',
  'shelved_one_shot',
  'unshelved',
  'suppressed',
  'unsuppressed',
  'taken_out_of_service',
  'returned_to_service',
  'reset',
  'silenced',
] as const;
export type AlarmEventKind = (typeof alarmEventKinds)[number];

export interface AlarmTransition {
  readonly kind: AlarmEventKind;
  /** States that have to hold; what is not named may be anything. */
  readonly from: Partial<AlarmFlags>;
  /** States after it; what is not named stays. */
  readonly to: Partial<Omit<AlarmFlags, 'latching'>>;
}

const told = { acknowledged: false, confirmed: false, silenced: false } as const;
const inService = { out_of_service: false } as const;
const shelf = { shelving: 'none', suppressed: false, ...inService } as const;

/** A kind that stands here twice is possible from either of the two, and its effects are those of the one that holds; no two hold at once. */
export const alarmTransitions: readonly AlarmTransition[] = [
  { kind: 'raised', from: { active: false }, to: { active: true, latched: false, ...told } },
  { kind: 'worsened', from: { active: true }, to: { shelving: 'none', ...told } },
  ...(['none', 'timed', 'one_shot'] as const).flatMap((shelving) =>
    [false, true].map(
      (latching): AlarmTransition => ({
        kind: 'returned',
        from: { active: true, shelving, latching },
        to: { active: false, latched: latching, shelving: shelving === 'one_shot' ? 'none' : shelving },
      }),
    ),
  ),
  {
    kind: 'realarmed',
    from: { active: true, acknowledged: true, ...shelf },
    to: { acknowledged: false, silenced: false },
  },
  { kind: 'acknowledged', from: { acknowledged: false }, to: { acknowledged: true, silenced: true } },
  { kind: 'confirmed', from: { acknowledged: true, confirmed: false }, to: { confirmed: true } },
  { kind: 'commented', from: {}, to: {} },
  { kind: 'shelved_timed', from: { shelving: 'none', ...inService }, to: { shelving: 'timed', silenced: true } },
  { kind: 'shelved_timed', from: { shelving: 'one_shot', ...inService }, to: { shelving: 'timed', silenced: true } },
  {
    kind: 'shelved_one_shot',
    from: { active: true, shelving: 'none', ...inService },
    to: { shelving: 'one_shot', silenced: true },
  },
  {
    kind: 'shelved_one_shot',
    from: { active: true, shelving: 'timed', ...inService },
    to: { shelving: 'one_shot', silenced: true },
  },
  { kind: 'unshelved', from: { shelving: 'timed' }, to: { shelving: 'none' } },
  { kind: 'unshelved', from: { shelving: 'one_shot' }, to: { shelving: 'none' } },
  { kind: 'suppressed', from: { suppressed: false }, to: { suppressed: true } },
  { kind: 'unsuppressed', from: { suppressed: true }, to: { suppressed: false } },
  { kind: 'taken_out_of_service', from: { ...inService }, to: { out_of_service: true, shelving: 'none' } },
  { kind: 'returned_to_service', from: { out_of_service: true }, to: { out_of_service: false } },
  { kind: 'reset', from: { latched: true, active: false, acknowledged: true }, to: { latched: false } },
  { kind: 'silenced', from: { silenced: false, active: true }, to: { silenced: true } },
  { kind: 'silenced', from: { silenced: false, active: false, acknowledged: false }, to: { silenced: true } },
];

/** The states after a transition; null when it is not possible from there. */
export function afterTransition(kind: AlarmEventKind, flags: AlarmFlags): AlarmFlags | null {
  const found = alarmTransitions.find((transition) => transition.kind === kind && holds(transition.from, flags));
  return found === undefined ? null : { ...flags, ...found.to };
}

function holds(wanted: Partial<AlarmFlags>, flags: AlarmFlags): boolean {
  const states = new Map<string, unknown>(Object.entries(flags));
  return Object.entries(wanted).every(([state, value]) => states.get(state) === value);
}

export const alarmStates = [
  'out_of_service',
  'suppressed',
  'shelved',
  'unacknowledged',
  'acknowledged',
  'latched',
  'returned',
  'normal',
] as const;
export type AlarmState = (typeof alarmStates)[number];

/** One word for all states: the first that holds. */
export function alarmStateOf(flags: AlarmFlags): AlarmState {
  if (flags.out_of_service) return 'out_of_service';
  if (flags.suppressed) return 'suppressed';
  if (flags.shelving !== 'none') return 'shelved';
  if (flags.active) return flags.acknowledged ? 'acknowledged' : 'unacknowledged';
  if (flags.latched) return 'latched';
  return flags.acknowledged ? 'normal' : 'returned';
}
