import { describe, expect, it } from 'vitest';
import { detectorCatalogue, runsIn } from '../../../../src/domain/detection/catalogue.ts';
import { type DetectionSetting, placeKinds, placeText } from '../../../../src/domain/detection/detection-setting.ts';
import { DetectionResolution, defaultDetection } from '../../../../src/domain/detection/resolution.ts';
import { choiceProblems } from '../../../../src/domain/detection/setting-problems.ts';
import { detectors, windowDetectors } from '../../../../src/pipeline/detect/detectors.ts';

const subject = { siteId: 'north', equipmentId: 'HT_001', equipmentType: 'haul truck', sensorType: 'Temperature' };

let nextId = 1;
function setting(more: Partial<DetectionSetting>): DetectionSetting {
  return {
    id: nextId++,
    detector: 'novelty',
    siteId: null,
    equipmentType: null,
    sensorType: null,
    equipmentId: null,
    enabled: null,
    parameters: {},
    ...more,
  };
}

/** One setting of each kind of place, the narrower first, and within a kind the one at the site first. */
const places: Partial<DetectionSetting>[] = [
  { siteId: 'north', equipmentId: 'HT_001', sensorType: 'Temperature' },
  { siteId: 'north', equipmentId: 'HT_001' },
  { siteId: 'north', equipmentType: 'haul truck', sensorType: 'temperature' },
  { equipmentType: 'haul truck', sensorType: 'temperature' },
  { siteId: 'north', sensorType: 'temperature' },
  { sensorType: 'temperature' },
  { siteId: 'north', equipmentType: 'haul truck' },
  { equipmentType: 'haul truck' },
  { siteId: 'north' },
  {},
];

describe('the settings of detectors that hold for a sensor', () => {
  it('are the defaults of the catalogue where nobody has chosen', () => {
    const settings = new DetectionResolution([]).of(subject);
    expect(settings).toEqual(defaultDetection);
    expect(settings.novelty).toEqual({ enabled: true, parameters: { record_score: 0.06, queue_score: 0.3 } });
  });

  it('are those of the narrowest place, whatever the order in which they were made', () => {
    for (let narrowest = 0; narrowest < places.length; narrowest++) {
      const settings = places
        .slice(narrowest)
        .map((place, i) => setting({ ...place, parameters: { queue_score: (narrowest + i + 1) / 20 } }));
      for (const given of [settings, settings.toReversed()]) {
        expect(new DetectionResolution(given).of(subject).novelty.parameters.queue_score).toBe((narrowest + 1) / 20);
      }
    }
  });

  it('are put together field by field', () => {
    const resolution = new DetectionResolution([
      setting({ siteId: 'north', equipmentId: 'HT_001', parameters: { queue_score: 0.5 } }),
      setting({ sensorType: 'temperature', enabled: false, parameters: { queue_score: 0.3, record_score: 0.1 } }),
      setting({ detector: 'limit', enabled: false }),
    ]);
    expect(resolution.of(subject)).toMatchObject({
      novelty: { enabled: false, parameters: { queue_score: 0.5, record_score: 0.1 } },
      limit: { enabled: false },
    });
    expect(resolution.of({ ...subject, equipmentId: 'HT_002' }).novelty.parameters.queue_score).toBe(0.3);
  });

  it('hold for types in whatever capitals, and for single machines and sensors as they are written', () => {
    const off = (place: Partial<DetectionSetting>) =>
      !new DetectionResolution([setting({ ...place, enabled: false })]).of(subject).novelty.enabled;
    expect(off({ equipmentType: 'Haul Truck' })).toBe(true);
    expect(off({ sensorType: 'TEMPERATURE' })).toBe(true);
    expect(off({ siteId: 'north', equipmentId: 'ht_001' })).toBe(false);
    expect(off({ siteId: 'north', equipmentId: 'HT_001', sensorType: 'temperature' })).toBe(false);
    expect(off({ siteId: 'south', equipmentId: 'HT_001' })).toBe(false);
    expect(off({ siteId: 'south' })).toBe(false);
    expect(off({ equipmentType: 'crusher', sensorType: 'temperature' })).toBe(false);
  });

  it('are one frozen object for all sensors to which the same settings apply', () => {
    const resolution = new DetectionResolution([
      setting({ sensorType: 'temperature', enabled: false }),
      setting({ siteId: 'north', equipmentId: 'HT_003', enabled: false }),
    ]);
    const first = resolution.of(subject);
    expect(resolution.of({ ...subject, equipmentId: 'HT_002', sensorType: 'temperature' })).toBe(first);
    expect(resolution.of({ ...subject, sensorType: 'pressure' })).not.toBe(first);
    expect(Object.isFrozen(first) && Object.isFrozen(first.novelty) && Object.isFrozen(first.novelty.parameters)).toBe(
      true,
    );
  });

  it('pass over what cannot be, name it, and let the next wider setting hold', () => {
    const resolution = new DetectionResolution([
      setting({ id: 71, siteId: 'north', parameters: { queue_score: 7, loudness: 3, record_score: 0.1 } }),
      setting({ id: 72, parameters: { queue_score: 0.4 } }),
      setting({ id: 73, detector: 'crystal_ball', enabled: true }),
      setting({ id: 74, equipmentType: 'haul truck', parameters: { queue_score: '0.3' } }),
    ]);
    expect(resolution.of(subject).novelty.parameters).toEqual({ queue_score: 0.4, record_score: 0.1 });
    expect(resolution.problems).toEqual([
      'setting 71 of detection is ignored: queue_score of novelty must be a number from 0.01 to 1, not 7',
      'setting 71 of detection is ignored: novelty has no parameter "loudness"; there are record_score, queue_score',
      `setting 73 of detection is ignored: there is no detector "crystal_ball"; there are ${detectorCatalogue.map(({ name }) => name).join(', ')}`,
      'setting 74 of detection is ignored: queue_score of novelty must be a number from 0.01 to 1, not "0.3"',
    ]);
  });

  it('tell of each value which setting decides', () => {
    const site = setting({ siteId: 'north', enabled: false });
    const sensor = setting({
      siteId: 'north',
      equipmentId: 'HT_001',
      sensorType: 'Temperature',
      parameters: { queue_score: 0.5 },
    });
    const novelty = new DetectionResolution([site, sensor])
      .explain(subject)
      .find(({ entry }) => entry.name === 'novelty');
    expect(novelty).toMatchObject({
      enabled: { value: false, setting: site },
      parameters: [
        { name: 'record_score', value: 0.06, setting: null },
        { name: 'queue_score', value: 0.5, setting: sensor },
      ],
    });
  });
});

describe('the catalogue of detectors', () => {
  it('has every detector that runs, with its scope and what it judges', () => {
    const running = [
      ...detectors.map(({ name }) => ({ name, scope: 'sensor', input: 'reading' })),
      ...windowDetectors.map(({ name, scope }) => ({ name, scope, input: 'window' })),
      // Watched beside the pipeline: src/pipeline/outside/ and src/pipeline/silence/.
      { name: 'outside_model', scope: 'equipment', input: 'window' },
      { name: 'silent', scope: 'sensor', input: 'time' },
    ].sort((a, b) => (a.name < b.name ? -1 : 1));
    const entries = detectorCatalogue
      .map(({ name, scope, input }) => ({ name, scope, input }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    expect(entries).toEqual(running);
  });

  it('has defaults that its own checks let pass, and names that are no other’s', () => {
    for (const { name, parameters } of detectorCatalogue) {
      const defaults = Object.fromEntries(parameters.map((parameter) => [parameter.name, parameter.default]));
      expect(choiceProblems(name, defaults)).toEqual([]);
      expect(Object.keys(defaults).length).toBe(parameters.length);
    }
    expect(new Set(detectorCatalogue.map(({ name }) => name)).size).toBe(detectorCatalogue.length);
  });

  it('lets a detector without an entry run everywhere', () => {
    expect(runsIn(defaultDetection, 'rate_of_change_of_tomorrow')).toBe(true);
  });
});

describe('a place in words', () => {
  it('names what it holds for', () => {
    expect(places.map((place) => placeText(setting(place)))).toEqual([
      'Temperature of HT_001 at the site north',
      'HT_001 at the site north',
      'sensors of type temperature of equipment of type haul truck at the site north',
      'sensors of type temperature of equipment of type haul truck',
      'sensors of type temperature at the site north',
      'sensors of type temperature',
      'all sensors of equipment of type haul truck at the site north',
      'all sensors of equipment of type haul truck',
      'all sensors at the site north',
      'all sensors',
    ]);
    expect(placeKinds.length).toBe(7);
  });
});
