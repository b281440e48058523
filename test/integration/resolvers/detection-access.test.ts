import { describe, expect, it } from 'vitest';
import type { Identity } from '../../../src/auth/identity.ts';
import { atNorth, atTwoSites, maria, useDetectionByApi } from '../../support/fixtures/detection-by-api.ts';

const { ask, set, remove, history } = useDetectionByApi();

describe('the settings of detectors', () => {
  it('of sites beyond the caller’s are neither seen nor changed', async () => {
    const { setDetection: south } = await set(maria, { detector: 'excursion', siteId: 'south', enabled: false });
    const { setDetection: every } = await set(maria, { detector: 'excursion', enabled: true });
    const { setDetection: own } = await set(atNorth, { detector: 'excursion', enabled: false });
    expect(own).toMatchObject({ place: 'all sensors at the site north', changedBy: 'nils' });
    const { detectionSettings } = await ask(
      atNorth,
      '{ detectionSettings(filter: { detectors: ["excursion"] }) { edges { node { settingId } } } }',
    );
    expect(detectionSettings.edges.map(({ node }: { node: { settingId: string } }) => node.settingId)).toEqual([
      every.settingId,
      own.settingId,
    ]);
    const places = (await history(atNorth)).map((change: { after: { place: string } | null }) => change.after?.place);
    expect(places).toContain('all sensors');
    expect(places).not.toContain('all sensors at the site south');
    expect(await remove(atNorth, south.settingId)).toMatch(/^NOT_FOUND/);
    expect(await remove(atNorth, every.settingId)).toMatch(/^FORBIDDEN: Setting \d+ holds for every site/);
    expect(await set(atNorth, { detector: 'excursion', siteId: 'south', enabled: true })).toMatch(/^FORBIDDEN/);
    expect(await set(atTwoSites, { detector: 'excursion', enabled: true })).toMatch(
      /^FORBIDDEN: A setting without siteId holds for every site/,
    );
  });

  it('are tried for whom could make them, and for nobody else', async () => {
    const tryOut = (identity: Identity, input: Record<string, unknown>) =>
      ask(
        identity,
        `query ($input: DetectionInput!) { detectionDryRun(input: $input, from: "2026-03-01T00:00:30Z", to: "2026-03-02T00:00:00Z") {
          from to sensors sensorsTried isCut present { recorded queued } proposed { recorded queued } examples { sentence } } }`,
        { input },
      );
    const before = await history(maria);
    const input = { detector: 'limit', sensorType: 'temperature', siteId: 'south', enabled: false };
    expect(await tryOut(maria, input)).toEqual({
      detectionDryRun: {
        from: '2026-03-01T00:00:00.000Z',
        to: '2026-03-02T00:00:00.000Z',
        sensors: 1,
        sensorsTried: 1,
        isCut: false,
        present: { recorded: 0, queued: 0 },
        proposed: { recorded: 0, queued: 0 },
        examples: [],
      },
    });
    expect(await history(maria)).toEqual(before);
    expect(await tryOut(atNorth, input)).toMatch(/^FORBIDDEN: Your access does not reach the site "south"/);
    expect(await tryOut({ ...maria, scopes: ['read'] }, input)).toMatch(
      /^FORBIDDEN: detectionDryRun needs the scope CONFIGURE/,
    );
    expect(await tryOut(maria, { ...input, detector: 'magic' })).toMatch(
      /^BAD_USER_INPUT: There is no detector "magic"/,
    );
  });
});
