import { describe, expect, it } from 'vitest';
import { unrestricted } from '../../../src/auth/identity.ts';
import { maria, useDetectionByApi } from '../../support/fixtures/detection-by-api.ts';

const api = useDetectionByApi();
const { ask, set, remove, history } = api;

describe('the settings of detectors by the API', () => {
  it('are made, changed field by field, told with their reach, and removed, in the operator’s name', async () => {
    const made = await set(maria, {
      detector: 'novelty',
      sensorType: 'temperature',
      enabled: false,
      parameters: [{ name: 'queue_score', value: 0.3 }],
    });
    expect(made.setDetection).toMatchObject({
      detector: 'novelty',
      place: 'sensors of type temperature',
      placeKind: 'SENSOR_TYPE',
      enabled: false,
      parameters: { queue_score: 0.3 },
      sensorCount: 3,
      problems: [],
      changedBy: 'maria',
    });
    expect(api.changes).toBe(1);
    const changed = await set(unrestricted('otto'), {
      detector: 'novelty',
      sensorType: 'TEMPERATURE',
      enabled: null,
      parameters: [{ name: 'record_score', value: 0.1 }],
    });
    expect(changed.setDetection).toMatchObject({
      settingId: made.setDetection.settingId,
      enabled: null,
      parameters: { queue_score: 0.3, record_score: 0.1 },
      changedBy: 'otto',
    });
    expect(
      await set(maria, { detector: 'novelty', siteId: 'north', equipmentId: 'HT_001', enabled: false }),
    ).toMatchObject({
      setDetection: { placeKind: 'EQUIPMENT', sensorCount: 1 },
    });
    const { sensorDetection } = await ask(
      maria,
      `{ sensorDetection(siteId: "north", equipmentId: "HT_001", sensorType: "Temperature") {
        detector { name } enabled source parameters { name value settingId source } } }`,
    );
    expect(sensorDetection.find(({ detector }: { detector: { name: string } }) => detector.name === 'novelty')).toEqual(
      {
        detector: { name: 'novelty' },
        enabled: false,
        source: expect.stringMatching(/^setting \d+: HT_001 at the site north$/),
        parameters: [
          {
            name: 'record_score',
            value: 0.1,
            settingId: made.setDetection.settingId,
            source: expect.stringMatching(/^setting \d+: sensors of type temperature$/),
          },
          { name: 'queue_score', value: 0.3, settingId: made.setDetection.settingId, source: expect.any(String) },
        ],
      },
    );
    expect(
      sensorDetection.find(({ detector }: { detector: { name: string } }) => detector.name === 'excursion'),
    ).toEqual({
      detector: { name: 'excursion' },
      enabled: true,
      source: 'the default',
      parameters: [],
    });
    expect(await remove(maria, made.setDetection.settingId)).toEqual({
      removeDetection: { detector: 'novelty', place: 'sensors of type temperature' },
    });
    expect(await remove(maria, made.setDetection.settingId)).toMatch(
      /^NOT_FOUND: There is no setting \d+ of detection/,
    );
    expect(await history(maria)).toEqual([
      {
        changedBy: 'maria',
        changedThrough: 'API',
        before: {
          place: 'sensors of type temperature',
          enabled: null,
          parameters: { queue_score: 0.3, record_score: 0.1 },
        },
        after: null,
      },
      {
        changedBy: 'maria',
        changedThrough: 'API',
        before: null,
        after: { place: 'HT_001 at the site north', enabled: false, parameters: {} },
      },
      {
        changedBy: 'otto',
        changedThrough: 'API',
        before: { place: 'sensors of type temperature', enabled: false, parameters: { queue_score: 0.3 } },
        after: {
          place: 'sensors of type temperature',
          enabled: null,
          parameters: { queue_score: 0.3, record_score: 0.1 },
        },
      },
      {
        changedBy: 'maria',
        changedThrough: 'API',
        before: null,
        after: { place: 'sensors of type temperature', enabled: false, parameters: { queue_score: 0.3 } },
      },
    ]);
  });

  it.each([
    [{ detector: 'magic', enabled: true }, /^BAD_USER_INPUT: There is no detector "magic"; there are limit, /],
    [
      { detector: 'novelty', parameters: [{ name: 'queue_score', value: 2 }] },
      /^BAD_USER_INPUT: Queue_score of novelty must be a number from 0.01 to 1, not 2\.$/i,
    ],
    [
      { detector: 'limit', parameters: [{ name: 'loudness', value: 2 }] },
      /^BAD_USER_INPUT: Limit has no parameter "loudness"; there are deadband, deadband_percent, on_delay_s, off_delay_s\.$/,
    ],
    [
      {
        detector: 'novelty',
        parameters: [
          { name: 'queue_score', value: 0.3 },
          { name: 'queue_score', value: 0.3 },
        ],
      },
      /^BAD_USER_INPUT: The parameter "queue_score" is given twice\.$/,
    ],
    [
      { detector: 'limit', siteId: 'north', equipmentId: 'HT_001', equipmentType: 'truck', enabled: false },
      /^BAD_USER_INPUT: equipmentId and equipmentType exclude each other/,
    ],
    [
      { detector: 'limit', siteId: 'north', equipmentId: 'HT_009', enabled: false },
      /^BAD_USER_INPUT: There is no equipment "HT_009" at the site "north"; register it first/,
    ],
    [
      { detector: 'limit', siteId: 'north', equipmentId: 'HT_001', sensorType: 'temperature', enabled: false },
      /^BAD_USER_INPUT: HT_001 has no sensor "temperature"; it has Temperature\.$/,
    ],
    [{ detector: 'limit', sensorType: 'speed' }, /^BAD_USER_INPUT: The setting would say nothing: give enabled/],
    [{ detector: 'limit', sensorType: ' ', enabled: false }, /^BAD_USER_INPUT: sensorType must not be empty/],
  ])('refuse %j, with the cause and the way out', async (input, message) => {
    const before = await history(maria);
    expect(await set(maria, input)).toMatch(message);
    expect(await history(maria)).toEqual(before);
  });

  it('refuse to be left without anything said', async () => {
    await set(maria, { detector: 'limit', sensorType: 'empty', enabled: false });
    expect(await set(maria, { detector: 'limit', sensorType: 'empty', enabled: null })).toMatch(
      /^BAD_USER_INPUT: The setting would say nothing any more: remove it instead/,
    );
  });

  it('are a page at a time', async () => {
    const page = (after: string | null) =>
      ask(
        maria,
        `query ($after: String) { detectionSettings(first: 1, after: $after) { edges { node { settingId } } pageInfo { hasNextPage endCursor } } }`,
        { after },
      );
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const answer: {
        edges: { node: { settingId: string } }[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
      } = (await page(after)).detectionSettings;
      seen.push(...answer.edges.map(({ node }) => node.settingId));
      after = answer.pageInfo.hasNextPage ? answer.pageInfo.endCursor : null;
    } while (after !== null);
    const { rows } = await api.database.pool.query<{ setting_id: number }>(
      'SELECT setting_id FROM andon.detection_setting ORDER BY setting_id',
    );
    expect(seen).toEqual(rows.map(({ setting_id }) => String(setting_id)));
    expect(seen.length).toBeGreaterThan(1);
  });
});

describe('the catalogue of detectors by the API', () => {
  it('has each detector with its parameters and their bounds', async () => {
    const { detectors } = await ask(
      maria,
      '{ detectors { name scope judges isOnByDefault parameters { name unit default min max } } }',
    );
    expect(detectors).toContainEqual({
      name: 'novelty',
      scope: 'SENSOR',
      judges: 'WINDOW',
      isOnByDefault: true,
      parameters: [
        { name: 'record_score', unit: null, default: 0.06, min: 0.01, max: 1 },
        { name: 'queue_score', unit: null, default: 0.3, min: 0.01, max: 1 },
      ],
    });
    expect(detectors).toContainEqual({
      name: 'baseline',
      scope: 'SENSOR',
      judges: 'READING',
      isOnByDefault: false,
      parameters: [],
    });
  });
});
