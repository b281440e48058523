import { describe, expect, it } from 'vitest';
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
