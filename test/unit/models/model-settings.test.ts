import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config.ts';

const url = 'https://models.plant.example/v1/chat/completions';
const model = 'small';

describe('The settings of the model that explains', () => {
  it('are none by default, and caps and times have defaults', () => {
    expect(loadConfig({}).models.explain).toEqual({
      endpoint: null,
      caps: { perHour: 200_000, perDay: 1_000_000 },
      perCallerAndMinute: 6,
    });
    expect(loadConfig({ ANDON_EXPLAIN_URL: url, ANDON_EXPLAIN_MODEL: model }).models.explain.endpoint).toEqual({
      url,
      model,
      key: null,
      keyFile: null,
      timeoutMs: 30_000,
      maxTokens: 600,
    });
  });

  it.each([
    [
      'http over a network',
      { ANDON_EXPLAIN_URL: 'http://10.0.0.5:11434/v1/chat/completions', ANDON_EXPLAIN_MODEL: model },
    ],
    ['a key in the address', { ANDON_EXPLAIN_URL: 'https://me:secret@models.example/', ANDON_EXPLAIN_MODEL: model }],
    ['a file as the address', { ANDON_EXPLAIN_URL: 'file:///etc/passwd', ANDON_EXPLAIN_MODEL: model }],
    [
      'a host that only begins like this machine',
      { ANDON_EXPLAIN_URL: 'http://localhost.evil.example/', ANDON_EXPLAIN_MODEL: model },
    ],
    ['no model', { ANDON_EXPLAIN_URL: url }],
    ['no address', { ANDON_EXPLAIN_MODEL: model }],
    ['a key with a line end', { ANDON_EXPLAIN_URL: url, ANDON_EXPLAIN_MODEL: model, ANDON_EXPLAIN_KEY: 'a\r\nb' }],
    [
      'two keys',
      { ANDON_EXPLAIN_URL: url, ANDON_EXPLAIN_MODEL: model, ANDON_EXPLAIN_KEY: 'a', ANDON_EXPLAIN_KEY_FILE: '/b' },
    ],
  ])('are refused with %s, and nothing of a key is said', (_what, env) => {
    expect(() => loadConfig(env)).toThrow(/ANDON_EXPLAIN_/);
    expect(() => loadConfig(env)).not.toThrow(/secret/);
  });
});

describe('The settings of the model that judges machines', () => {
  it('are none by default; a file is read with its time-out, and where its package is', () => {
    expect(loadConfig({}).models.detector).toBeNull();
    expect(loadConfig({ ANDON_DETECTOR_FILE: '/models/pump.onnx' }).models.detector).toEqual({
      kind: 'onnx',
      file: '/models/pump.onnx',
      runtimeDir: null,
      timeoutMs: 10_000,
    });
    const env = { ANDON_DETECTOR_FILE: 'pump.onnx', ANDON_DETECTOR_RUNTIME_DIR: '/opt/onnx' };
    expect(loadConfig(env).models.detector).toMatchObject({ runtimeDir: '/opt/onnx' });
  });

  it('are an address or a file, not both', () => {
    const env = { ANDON_DETECTOR_URL: 'https://models.plant.example/invocations', ANDON_DETECTOR_FILE: 'pump.onnx' };
    expect(() => loadConfig(env)).toThrow(/ANDON_DETECTOR_URL and ANDON_DETECTOR_FILE are both set/);
  });
});
