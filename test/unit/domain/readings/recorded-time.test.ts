import { describe, expect, it } from 'vitest';
import { recordedTimeMs } from '../../../../src/domain/readings/recorded-time.ts';

const noon = Date.UTC(2024, 1, 29, 12, 30, 15);

describe('a recorded time', () => {
  it.each([
    ['2024-02-29T12:30:15Z', noon],
    ['2024-02-29 12:30:15', noon],
    [' 2024-02-29 12:30:15.250 ', noon + 250],
    ['2024-02-29T12:30:15.2509999Z', noon + 250],
    ['2024-02-29T14:30:15+02:00', noon],
    ['2024-02-29T07:00:15-0530', noon],
    ['2024-02-29 12:30', noon - 15_000],
    ['2024-02-29', Date.UTC(2024, 1, 29)],
    ['1709209815', noon],
    ['1709209815.5', noon + 500],
    ['1709209815000', noon],
  ])('%s is understood', (text, expected) => {
    expect(recordedTimeMs(text)).toBe(expected);
  });

  it.each(['', 'now', '12:30', '2024-02-30 00:00:00', '2024-13-01', '2024-01-01 24:00:00', '01/02/2024', '17', 'NaN'])(
    '"%s" is none',
    (text) => {
      expect(recordedTimeMs(text)).toBeNull();
    },
  );
});
