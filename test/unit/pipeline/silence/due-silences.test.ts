import { describe, expect, it } from 'vitest';
import { defaultDetection } from '../../../../src/domain/detection/resolution.ts';
import { dueSilences, fellSilentTogether, type Watched } from '../../../../src/pipeline/silence/due-silences.ts';
import { Speech } from '../../../../src/pipeline/silence/speech.ts';

const minuteMs = 60_000;
const wallMs = Date.UTC(2026, 0, 5);
/** Everything has been learnt by then. */
const learntMs = 3 * 86_400_000;

/** Reports at that interval until it falls silent. Elapsed time is the time of day less `wallMs`. */
function sensor(place: string, everyMs: number, silentFromMs = Number.POSITIVE_INFINITY): Watched {
  const [siteId = '', equipmentId = ''] = place.split('/');
  const speech = new Speech({ nowMs: 0, looks: 0 });
  for (let ms = everyMs; ms <= Math.min(silentFromMs, learntMs + 3_600_000); ms += everyMs) {
    const word = { receivedAtMs: wallMs + ms, eventTimeMs: wallMs + ms, value: ms, isByChange: false };
    speech.hear(word, { nowMs: ms, looks: Math.floor(ms / 15_000) });
  }
  return { siteId, equipmentId, shardNo: 0, speech, settings: defaultDetection.silent };
}

const at = (minutes: number) => {
  const nowMs = learntMs + minutes * minuteMs;
  return { nowMs, looks: Math.floor(nowMs / 15_000) };
};
const due = (sensors: readonly Watched[], minutes: number) =>
  dueSilences(new Map(sensors.map((one, i) => [i, one])), at(minutes)).map((silence) =>
    silence.map(({ sensorId, watchedSensors }) => [sensorId, watchedSensors]),
  );

describe('silences that are due', () => {
  it('are of sensors that have been silent for longer than their settings and their rhythm say', () => {
    const sensors = [sensor('S/A', 10_000, learntMs), sensor('S/A', 10_000), sensor('S/B', 5 * minuteMs, learntMs)];
    expect(due(sensors, 4.9)).toEqual([]);
    expect(due(sensors, 5)).toEqual([[[0, 2]]]);
    expect(due(sensors.slice(2), 19.9)).toEqual([]);
    expect(due(sensors.slice(2), 20)).toEqual([[[0, 1]]]);
  });

  it('take along what fell silent with them and is late, though it is not due yet; of their site alone', () => {
    const sensors = [
      sensor('S/A', 10_000, learntMs),
      sensor('S/B', 2 * minuteMs, learntMs - 100_000),
      sensor('S/C', 5 * minuteMs, learntMs),
      sensor('T/A', 10_000, learntMs),
    ];
    expect(due(sensors, 5)).toEqual([
      [
        [0, 1],
        [1, 1],
      ],
      [[3, 1]],
    ]);
  });

  it('are apart when they began at different times', () => {
    const sensors = [sensor('S/A', 10_000, learntMs), sensor('S/B', 10_000, learntMs - 5 * minuteMs)];
    expect(due(sensors, 6)).toEqual([[[0, 1]], [[1, 1]]]);
  });

  it('are none of sensors that are told already, not to be watched, or have not been looked at', () => {
    const silent = () => sensor('S/A', 10_000, learntMs);
    const told = silent();
    told.speech.isTold = true;
    const off = { ...silent(), settings: { ...defaultDetection.silent, enabled: false } };
    expect(due([told, off], 60)).toEqual([]);
    const frozen = { nowMs: at(60).nowMs, looks: at(0).looks + 2 };
    expect(dueSilences(new Map([[1, silent()]]), frozen)).toEqual([]);
    expect(dueSilences(new Map([[1, silent()]]), { ...frozen, looks: frozen.looks + 1 })).toHaveLength(1);
  });

  it('count from when anybody listens, and keep since when it is', () => {
    const one = sensor('S/A', 10_000, learntMs);
    one.speech.listenAnew(at(10));
    expect(due([one], 14)).toEqual([]);
    const [silence] = dueSilences(new Map([[1, one]]), at(15));
    expect(silence?.[0]?.sinceMs).toBe(wallMs + learntMs);
  });

  it('began together when the slower one had been due about when the other fell silent', () => {
    const fast = { sinceMs: wallMs, usualPauseMs: 10_000 };
    const slow = { sinceMs: wallMs - 15 * minuteMs, usualPauseMs: 15 * minuteMs };
    expect(fellSilentTogether(fast, slow)).toBe(true);
    expect(fellSilentTogether(slow, fast)).toBe(true);
    expect(fellSilentTogether(fast, { ...slow, sinceMs: wallMs - 30 * minuteMs })).toBe(false);
    expect(fellSilentTogether(slow, { ...fast, sinceMs: slow.sinceMs - 3 * minuteMs })).toBe(false);
  });
});

describe('a sensor that was told to be silent', () => {
  const told = () => {
    const one = sensor('S/A', 10_000, learntMs);
    one.speech.isTold = true;
    return one.speech;
  };
  const word = (minutes: number, lateMinutes: number) => {
    const receivedAtMs = wallMs + at(minutes).nowMs;
    return { receivedAtMs, eventTimeMs: receivedAtMs - lateMinutes * minuteMs, value: 1, isByChange: false };
  };

  it('is back with its first reading of the present', () => {
    const speech = told();
    expect(speech.hear(word(30, 5), at(30))).toBe(true);
    expect([speech.isTold, speech.silentMs(at(30).nowMs)]).toEqual([false, 0]);
  });

  it('is not back with what a gateway kept, before that has come for 15 minutes', () => {
    const speech = told();
    expect(speech.hear(word(30, 25), at(30))).toBe(false);
    expect(speech.hear(word(44, 25), at(44))).toBe(false);
    expect(speech.isTold).toBe(true);
    expect(speech.hear(word(45, 25), at(45))).toBe(true);
  });

  it('learns its silence as a habit only when it comes a second day', () => {
    const speech = told();
    speech.hear(word(600, 0), at(600));
    expect(speech.rhythm.longestPauseMs).toBe(10_000);
    speech.isTold = true;
    speech.hear(word(3_000, 0), at(3_000));
    expect(speech.rhythm.longestPauseMs).toBe(600 * minuteMs);
  });
});
