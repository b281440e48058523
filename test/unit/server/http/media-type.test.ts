import { describe, expect, it } from 'vitest';
import { acceptsAnyOf, mediaTypeOf } from '../../../../src/server/http/media-type.ts';

describe('What a header says of a content type', () => {
  it.each([
    ['application/json', { essence: 'application/json', charset: null }],
    ['Application/JSON ; Charset="UTF-8"', { essence: 'application/json', charset: 'utf-8' }],
    ['application/json;charset=utf-16;q=1, text/plain', { essence: 'application/json', charset: 'utf-16' }],
    ['application/json-patch+json', { essence: 'application/json-patch+json', charset: null }],
    ['', null],
    [undefined, null],
  ])('the content type %s is read as its type and character set', (header, type) => {
    expect(mediaTypeOf(header)).toEqual(type);
  });

  it.each([
    [undefined, true],
    ['*/*', true],
    ['text/html, application/*;q=0.5', true],
    ['application/json; charset=utf-8', true],
    ['application/json; charset=utf-16', false],
    ['text/html', false],
  ])('an Accept of %s asks for JSON: %s', (header, asked) => {
    expect(acceptsAnyOf(header, ['application/json'])).toBe(asked);
  });
});
