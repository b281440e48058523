import { describe, expect, it, vi } from 'vitest';
import { originalText } from '../../../../src/db/quarantine/quarantine-write.ts';

describe('the original that quarantine keeps', () => {
  it('is the whole JSON up to the limit, whatever is in it', () => {
    const original = { value: Number.NaN, equipmentId: 'A\u0000\ud800', attributes: { deep: ['x'.repeat(50)] } };
    const whole = `{"value":"NaN","equipmentId":"A\\u0000\\ud800","attributes":{"deep":["${'x'.repeat(50)}"]}}`;
    expect(originalText(original, whole.length)).toBe(whole);
  });

  it('is cut behind the limit, says how long it was, and is no JSON then, wherever the length comes from', () => {
    const long = { equipmentId: 'x'.repeat(1_000_000), value: 1 };
    expect(originalText(long, 20)).toBe('{"equipmentId":"xxxx… (1000028 characters in all)');
    const many = { attributes: Array.from({ length: 30 }, (_, i) => i) };
    expect(originalText(many, 20)).toBe('{"attributes":[0,1,2… (96 characters in all)');
    const exactly = { value: 'x'.repeat(20) };
    expect(() => JSON.parse(originalText(exactly, 20))).toThrow(SyntaxError);
  });

  it('does not write megabytes in order to keep their beginning', () => {
    const stringify = vi.spyOn(JSON, 'stringify');
    originalText({ equipmentId: 'x'.repeat(1_000_000), tagPath: 'y'.repeat(1_000_000) }, 32_768);
    expect(Math.max(...stringify.mock.results.map(({ value }) => String(value).length))).toBeLessThan(70_000);
    stringify.mockRestore();
  });

  it('says so when it is nested too deeply to be written', () => {
    let nested: unknown = 1;
    for (let depth = 0; depth < 100_000; depth += 1) nested = [nested];
    expect(originalText(nested, 100)).toBe('(nested too deeply to be kept)');
  });
});
