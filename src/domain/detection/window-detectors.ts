/** The entries of the catalogue for detectors that judge one-minute windows, or the time that passes without readings. */
import type { DetectorEntry } from './detector-entry.ts';

export const windowDetectors = [
  {
    name: 'novelty',
    scope: 'sensor',
    input: 'window',
    description: 'A one-minute mean that leaves, in one of eleven views, the range of the last 14 days.',
    isOnByDefault: true,
    parameters: [
      {
        name: 'record_score',
        unit: null,
        default: 0.06,
        min: 0.01,
        max: 1,
        description: 'Score from which a window is recorded as an anomaly; a higher one records fewer.',
      },
      {
        name: 'queue_score',
        unit: null,
        default: 0.3,
        min: 0.01,
        max: 1,
        description: 'Score from which a recorded window is put before operators; a higher one queues fewer.',
      },
    ],
  },
  {
    name: 'drift',
    scope: 'sensor',
    input: 'window',
    description:
      'A mean of an hour, or of twelve, outside the range of those of 14 days: what leaks, wears, fouls or loses its calibration, and what is ordinary for an hour and lasts.',
    isOnByDefault: true,
    parameters: [
      {
        name: 'queue_excess',
        unit: null,
        default: 0.2,
        min: 0.01,
        max: 100,
        description:
          'How far outside, in parts of that range, an hourly mean is put before operators, once six days are known, and a mean of twelve hours by a quarter more; a higher one queues fewer.',
      },
    ],
  },
  {
    name: 'trend',
    scope: 'sensor',
    input: 'window',
    description:
      'A sensor with limits whose hourly mean is outside its range of 14 days and whose trend of twelve hours will reach a limit: told before any limit is crossed, and over when the trend is.',
    isOnByDefault: true,
    parameters: [
      {
        name: 'horizon_h',
        unit: 'h',
        default: 24,
        min: 0.5,
        max: 720,
        description: 'How far ahead the limit may be to be told; a longer one tells earlier, and less surely.',
      },
    ],
  },
  {
    name: 'flatline',
    scope: 'sensor',
    input: 'window',
    description:
      'A signal that moves in half of its minutes or more, and stands still at one value for longer than it ever did.',
    isOnByDefault: true,
    parameters: [
      {
        name: 'least_minutes',
        unit: 'min',
        default: 20,
        min: 2,
        max: 100_000,
        description: 'Shorter stillness is never told.',
      },
      {
        name: 'factor',
        unit: null,
        default: 3,
        min: 1,
        max: 1_000,
        description: 'How many times its longest stillness so far it has to stand still.',
      },
    ],
  },
  {
    name: 'variance',
    scope: 'sensor',
    input: 'window',
    description:
      'A signal that scatters more than it ever did at the same level, or less, for three hours (180 points), once a week is known.',
    isOnByDefault: true,
    parameters: [
      {
        name: 'factor',
        unit: null,
        default: 1.15,
        min: 1,
        max: 1_000,
        description:
          'How many times the most that it scattered at that level so far, or the least divided by it; a higher one tells less.',
      },
    ],
  },
  {
    name: 'counter',
    scope: 'sensor',
    input: 'window',
    description:
      'A counter that has counted in half of its minutes or more and stands still for longer than it ever did, or that counts far faster than ever in 14 days; once a week is known.',
    isOnByDefault: true,
    parameters: [
      {
        name: 'least_minutes',
        unit: 'min',
        default: 60,
        min: 2,
        max: 100_000,
        description: 'Shorter standstill is never told.',
      },
      {
        name: 'factor',
        unit: null,
        default: 3,
        min: 1,
        max: 1_000,
        description: 'How many times its longest standstill so far it has to stand still.',
      },
      {
        name: 'jump_factor',
        unit: null,
        default: 3,
        min: 1,
        max: 1_000_000,
        description: 'How many times the fastest of 14 days, by the minute, it has to count to be told.',
      },
    ],
  },
  {
    name: 'machine',
    scope: 'equipment',
    input: 'window',
    description:
      'The sensors of a machine no longer stand to each other as in the week in which they were learned: two T² statistics over rows of five minutes.',
    isOnByDefault: true,
    parameters: [],
  },
  {
    name: 'outside_model',
    scope: 'equipment',
    input: 'window',
    description:
      'A model of yours behind an address of the settings (MLflow, Databricks), which scores the one-minute means of a machine’s sensors, beside all other detectors.',
    isOnByDefault: false,
    parameters: [
      {
        name: 'record_score',
        unit: null,
        default: 1,
        min: 0,
        max: 1e9,
        description: 'The model’s score from which a minute is recorded as an anomaly; a higher one records fewer.',
      },
      {
        name: 'queue_score',
        unit: null,
        default: 2,
        min: 1e-9,
        max: 1e9,
        description: 'The model’s score from which a minute is put before operators; a higher one queues fewer.',
      },
    ],
  },
  {
    name: 'silent',
    scope: 'sensor',
    input: 'time',
    description:
      'A sensor that reports regularly and has sent nothing for much longer than it ever pauses; several that fall silent together are told as one.',
    isOnByDefault: true,
    parameters: [
      {
        name: 'least_silence_s',
        unit: 'seconds',
        default: 300,
        min: 60,
        max: 604_800,
        description: 'Shorter silence is never told.',
      },
      {
        name: 'pause_factor',
        unit: null,
        default: 4,
        min: 1.5,
        max: 1_000,
        description: 'How many times its usual pause a sensor has to be silent; a larger one tells later.',
      },
      {
        name: 'longest_factor',
        unit: null,
        default: 1.5,
        min: 1,
        max: 1_000,
        description:
          'How many times its longest pause of 14 days a sensor has to be silent; a larger one tells later, and less often what was meant.',
      },
    ],
  },
] as const satisfies readonly DetectorEntry[];
