import { describe, expect, it } from 'vitest';
import { modelForm, type TensorForm, valuesOf } from '../../../src/models/scoring/onnx/model-form.ts';

const tensor = (name: string, shape: readonly (number | string)[], type = 'float32'): TensorForm => ({
  name,
  isTensor: true,
  type,
  shape,
});
const score = tensor('score', ['n']);

describe('The form of a model in a file', () => {
  it('is an input for each column, called as the sensor, with rows as its only dimension or its first', () => {
    const inputs = [tensor('flow', ['n']), tensor('head', ['n', 1], 'float64')];
    expect(modelForm(inputs, [tensor('label', ['n'], 'int64'), score, tensor('column', ['n'], 'int64')], null)).toEqual(
      {
        columns: ['flow', 'head'],
        inputs: [
          { name: 'flow', type: 'float32', width: 1, rank: 1 },
          { name: 'head', type: 'float64', width: 1, rank: 2 },
        ],
        isOneByOne: false,
        scoreName: 'score',
        columnName: 'column',
      },
    );
  });

  it('is one input of the columns that stand beside it, whether or not it says how many it takes', () => {
    const named = ['head', 'flow'];
    const form = { columns: named, inputs: [{ name: 'x', type: 'float32', width: 2, rank: 2 }], scoreName: 'y' };
    for (const shape of [['n', 2], ['n', 'columns'], []])
      expect(modelForm([tensor('x', shape)], [tensor('y', ['n', 1])], named)).toMatchObject({
        ...form,
        isOneByOne: false,
      });
    expect(modelForm([tensor('x', [1, 2])], [tensor('y', [1, 1])], named)).toMatchObject({ ...form, isOneByOne: true });
  });

  it.each<[string, TensorForm[], TensorForm[], string[] | null, RegExp]>([
    ['no input', [], [score], null, /no input/],
    ['an input of whole numbers', [tensor('flow', ['n'], 'int64')], [score], null, /flow is no tensor of float/],
    ['an input that is no tensor', [{ name: 'flow', isTensor: false }], [score], null, /flow is no tensor/],
    ['pictures', [tensor('x', ['n', 3, 64, 64])], [score], null, /x has 4 dimensions/],
    ['columns that nobody names', [tensor('x', ['n', 3])], [score], null, /x has 3 columns; name them/],
    ['another number of columns', [tensor('x', ['n', 3])], [score], ['flow'], /x has 3 columns, .* names 1/],
    ['two inputs of rows', [tensor('x', ['n', 1]), tensor('y', ['n', 1])], [score], ['flow'], /one input; it has 2/],
    ['one column twice', [tensor('x', ['n', 2])], [score], ['flow', 'flow'], /two have the same name/],
    ['a fixed number of rows', [tensor('flow', [32])], [score], null, /for 32 rows/],
    ['no output', [tensor('flow', ['n'])], [], null, /one number \(float\) for each row/],
    [
      'what it rebuilds, as its only output',
      [tensor('flow', ['n'])],
      [tensor('y', ['n', 3])],
      null,
      /one number \(float\)/,
    ],
    [
      'a column that is no whole number',
      [tensor('flow', ['n'])],
      [score, tensor('column', ['n'])],
      null,
      /"column" has to be/,
    ],
  ])('is refused with %s', (_what, inputs, outputs, named, reason) => {
    expect(() => modelForm(inputs, outputs, named)).toThrow(reason);
  });

  it('takes from each row the columns of an input, in the precision that it wants', () => {
    const rows = Float64Array.from([1, 2, 3, 1.1, 2.2, 3.3]);
    expect(valuesOf({ name: 'x', type: 'float64', width: 2, rank: 2 }, 1, rows, 3)).toEqual(
      Float64Array.from([2, 3, 2.2, 3.3]),
    );
    expect(valuesOf({ name: 'x', type: 'float32', width: 1, rank: 1 }, 0, rows, 3)).toEqual(
      Float32Array.from([1, 1.1]),
    );
  });
});
