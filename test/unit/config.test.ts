import { describe, expect, it } from 'vitest';
import { clientKey } from '../../src/cli/client-environment.ts';
import { loadConfig } from '../../src/config.ts';

describe('ANDON_ALLOWED_HOSTS', () => {
  it('is a list of names, none unless it is set', () => {
    expect(loadConfig({}).allowedHosts).toEqual([]);
    expect(loadConfig({ ANDON_ALLOWED_HOSTS: 'Andon.plant.example, 10.0.0.5,[fd00::5]' }).allowedHosts).toEqual([
      'andon.plant.example',
      '10.0.0.5',
      '[fd00::5]',
    ]);
  });

  it.each(['https://andon.plant.example', 'andon.plant.example:443', '*.plant.example', 'a b', 'a,,b', 'fd00::5'])(
    'refuses %s, which would never match, with the reason',
    (value) => {
      expect(() => loadConfig({ ANDON_ALLOWED_HOSTS: value })).toThrow(
        'ANDON_ALLOWED_HOSTS: must be host names with commas in between',
      );
    },
  );
});

describe('ANDON_FRAME_ANCESTORS', () => {
  it('is a list of origins, none unless it is set', () => {
    expect(loadConfig({}).frameAncestors).toEqual([]);
    expect(
      loadConfig({ ANDON_FRAME_ANCESTORS: 'https://Gateway.plant.example:8043, http://10.0.0.5:8088' }).frameAncestors,
    ).toEqual(['https://gateway.plant.example:8043', 'http://10.0.0.5:8088']);
  });

  it.each([
    'gateway.plant.example',
    'https://gateway.plant.example/data',
    'https://*',
    "https://a; script-src 'unsafe-inline'",
    ',',
  ])('refuses %s, which would be no origin or another policy, with the reason', (value) => {
    expect(() => loadConfig({ ANDON_FRAME_ANCESTORS: value })).toThrow('ANDON_FRAME_ANCESTORS: must be origins');
  });
});

describe('ANDON_KEY', () => {
  it('is what commands send, without the blanks around it; an empty one is none', () => {
    expect(clientKey({ ANDON_KEY: ' andon_1\n' })).toBe('andon_1');
    expect(clientKey({ ANDON_KEY: ' ' })).toBeNull();
    expect(clientKey({})).toBeNull();
  });

  it.each(['andon_1 andon_2', 'andon_1\nandon_2', 'ändon'])(
    'refuses %j, which no header can carry, without showing it',
    (key) => {
      expect(() => clientKey({ ANDON_KEY: key })).toThrow(/^ANDON_KEY is not usable/);
      expect(() => clientKey({ ANDON_KEY: key })).not.toThrow(key);
    },
  );
});
