/** The entries of the catalogue for detectors that judge each reading as it comes in. */
import type { DetectorEntry } from './detector-entry.ts';

export const readingDetectors = [
  {
    name: 'limit',
    scope: 'sensor',
    input: 'reading',
    description: 'A reading beyond a limit of its sensor or of the sensor’s type.',
    isOnByDefault: true,
    parameters: [
      {
        name: 'deadband',
        unit: 'in the sensor’s unit',
        default: 0,
        min: 0,
        max: 1e12,
        description:
          'How far inside a limit a value has to be before it is back; a larger one quiets a value that chatters around it.',
      },
      {
        name: 'deadband_percent',
        unit: 'percent',
        default: 0,
        min: 0,
        max: 100,
        description: 'The same as a part of each limit; the larger of both deadbands holds.',
      },
      {
        name: 'on_delay_s',
        unit: 'seconds',
        default: 0,
        min: 0,
        max: 86_400,
        description:
          'How long a value has to be beyond a limit before operators are told; a longer one lets short peaks pass.',
      },
      {
        name: 'off_delay_s',
        unit: 'seconds',
        default: 60,
        min: 0,
        max: 86_400,
        description:
          'How long a sensor has to be normal before its trouble is over; after a longer one the next alarm is more rarely new.',
      },
    ],
  },
  {
    name: 'rate_of_change',
    scope: 'sensor',
    input: 'reading',
    description: 'A reading that rises or falls faster than is allowed, by its change over a time.',
    isOnByDefault: false,
    parameters: [
      {
        name: 'max_rise_per_minute',
        unit: 'in the sensor’s unit',
        default: 0,
        min: 0,
        max: 1e12,
        description: 'The fastest rise that is allowed; 0 allows every rise.',
      },
      {
        name: 'max_fall_per_minute',
        unit: 'in the sensor’s unit',
        default: 0,
        min: 0,
        max: 1e12,
        description: 'The fastest fall that is allowed; 0 allows every fall.',
      },
      {
        name: 'over_s',
        unit: 'seconds',
        default: 60,
        min: 1,
        max: 3_600,
        description: 'The time over which the change is taken; a longer one looks past noise and finds later.',
      },
    ],
  },
  {
    name: 'excursion',
    scope: 'sensor',
    input: 'reading',
    description:
      'A reading more than three standard deviations from the mean of the hour before, and outside the range of the 14 days before that.',
    isOnByDefault: true,
    parameters: [],
  },
  {
    name: 'baseline',
    scope: 'sensor',
    input: 'reading',
    description:
      'A reading more than two standard deviations from the mean of the hour before, which takes a load cycle for noise.',
    isOnByDefault: false,
    parameters: [],
  },
  {
    name: 'state',
    scope: 'sensor',
    input: 'reading',
    isKeptByRebuild: true,
    description:
      'A state that is not allowed, that lasts longer than ever, that changes far oftener than ever, or a change between two states that was never seen before.',
    isOnByDefault: true,
    parameters: [
      {
        name: 'least_minutes',
        unit: 'min',
        default: 60,
        min: 2,
        max: 100_000,
        description: 'A state that lasts for less is never told to last too long.',
      },
      {
        name: 'factor',
        unit: null,
        default: 3,
        min: 1,
        max: 1_000,
        description: 'How many times the longest that it lasted so far a state has to last.',
      },
      {
        name: 'least_changes',
        unit: 'changes an hour',
        default: 12,
        min: 2,
        max: 100_000,
        description: 'Fewer changes within an hour are never told, unless there is a limit of changes.',
      },
      {
        name: 'change_factor',
        unit: null,
        default: 3,
        min: 1,
        max: 1_000,
        description: 'How many times the most changes within an hour of 14 days there have to be.',
      },
      {
        name: 'max_changes_per_hour',
        unit: 'changes an hour',
        default: 0,
        min: 0,
        max: 100_000,
        description: 'A limit of changes within an hour, which holds from the first day on; 0 is none.',
      },
      {
        name: 'record_score',
        unit: null,
        default: 0.5,
        min: 0.01,
        max: 1,
        description: 'Score from which a change never seen before is recorded; a higher one records fewer.',
      },
      {
        name: 'queue_score',
        unit: null,
        default: 0.95,
        min: 0.51,
        max: 1,
        description: 'Score from which it is put before operators, once a week is known; a higher one queues fewer.',
      },
    ],
  },
] as const satisfies readonly DetectorEntry[];
