import { describe, expect, it } from 'vitest';
import {
  booleanArray,
  numberArray,
  sparseBooleanArray,
  sparseTextArray,
  textArray,
} from '../../../../src/db/query/array-literal.ts';

describe('an array literal', () => {
  it('an array literal of numbers writes each as JavaScript does, and NULL for a missing one', () => {
    expect(numberArray([])).toBe('{}');
    expect(numberArray([1, null, -0.5, 1e308, 5e-324, 1e21])).toBe('{1,NULL,-0.5,1e+308,5e-324,1e+21}');
  });

  it('an array literal of booleans writes t and f', () => {
    expect(booleanArray([true, null, false])).toBe('{t,NULL,f}');
  });

  it('an array literal of texts quotes each, so that commas, braces and the word NULL have no meaning', () => {
    expect(textArray(['a,b', '{}', 'NULL', '', null, 'say "x"', 'back\\slash'])).toBe(
      '{"a,b","{}","NULL","",NULL,"say \\"x\\"","back\\\\slash"}',
    );
  });

  it('that would be null throughout is empty, because unnest pads it', () => {
    expect(sparseTextArray([null, null])).toBe('{}');
    expect(sparseBooleanArray([null])).toBe('{}');
    expect(sparseTextArray([null, ''])).toBe('{NULL,""}');
    expect(sparseBooleanArray([null, false])).toBe('{NULL,f}');
  });
});
