import { expect, it } from 'vitest';
import { loadConfig } from '../../../src/config.ts';
import { statedSettings } from '../../../src/domain/stated-settings.ts';

it('The settings that the audit keeps hold no secret, whether it has a setting, an address or a user of its own', () => {
  expect(
    statedSettings({
      PORT: '4000',
      DATABASE_URL: 'postgres://andon:hunter2@db/andon',
      ANDON_EXPLAIN_KEY: 'hunter2',
      ANDON_EXPLAIN_KEY_FILE: '/run/secrets/explain',
      DATABRICKS_CLIENT_SECRET: 'hunter2',
      ANDON_TLS_KEY: '/etc/andon/tls.key',
      ANDON_SOMETHING_URL: 'https://someone:hunter2@hooks.example/services/hunter2?code=hunter2',
      ANDON_FRAME_ANCESTORS: 'https://gateway.plant.example:8043, https://other.example',
    }),
  ).toEqual({
    PORT: '4000',
    DATABASE_URL: 'set',
    ANDON_EXPLAIN_KEY: 'set',
    ANDON_EXPLAIN_KEY_FILE: '/run/secrets/explain',
    DATABRICKS_CLIENT_SECRET: 'set',
    ANDON_TLS_KEY: '/etc/andon/tls.key',
    ANDON_SOMETHING_URL: 'https://hooks.example/…',
    ANDON_FRAME_ANCESTORS: 'https://gateway.plant.example:8043,https://other.example',
  });
});

it('The settings that the audit keeps are those of the server that are given, and nothing else of its environment', () => {
  expect(loadConfig({ PORT: '4100', PATH: '/usr/bin', ANDON_RETENTION_GOLD_DAYS: '' }).stated).toEqual({
    PORT: '4100',
  });
});
