/** An autoencoder as a file that the detector outside_model takes: an input for each column, the score, and the column that contributes most. */
import type { Autoencoder } from './autoencoder.ts';
import { type Constant, type Node, onnxFile } from './onnx-file.ts';

/** `about` says for people what it was made from. */
export function autoencoderFile(model: Autoencoder, about: string): Uint8Array {
  const { columns, mean, deviation, layers, residual, scale } = model;
  const width = columns.length;
  const nodes: Node[] = [];
  const constants: Constant[] = [];
  const constant = (name: string, dims: readonly number[], values: ArrayLike<number>): string => {
    constants.push({ name, dims, values });
    return name;
  };
  const node = (op: string, inputs: readonly string[], output: string, attributes: Node['attributes'] = {}): string => {
    nodes.push({ op, inputs, outputs: [output], attributes });
    return output;
  };
  // Names with a slash, which no sensor type that is an input can have by chance.
  const rows = node('Concat', columns, 'rows/given', { axis: 1 });
  const distance = node('Sub', [rows, constant('rows/mean', [width], mean)], 'rows/distance');
  const scaled = node('Div', [distance, constant('rows/deviation', [width], deviation)], 'rows/scaled');
  let values = scaled;
  for (const [i, { inputs, outputs, weights, biases }] of layers.entries()) {
    const weight = constant(`layer/${i}/weight`, [outputs, inputs], weights);
    const bias = constant(`layer/${i}/bias`, [outputs], biases);
    values = node('Gemm', [values, weight, bias], `layer/${i}/sum`, { transB: 1 });
    if (i < layers.length - 1) values = node('Tanh', [values], `layer/${i}/bent`);
  }
  const left = node('Sub', [scaled, values], 'residual/left');
  const squared = node('Mul', [left, left], 'residual/squared');
  const parts = node('Div', [squared, constant('residual/usual', [width], residual)], 'residual/parts');
  const error = node('ReduceMean', [parts], 'residual/mean', { axes: [1], keepdims: 0 });
  node('Div', [error, constant('residual/scale', [], [scale])], 'score');
  node('ArgMax', [parts], 'column', { axis: 1, keepdims: 0 });
  return onnxFile(
    {
      name: 'autoencoder',
      inputs: columns.map((name) => ({ name, dims: ['n', 1] })),
      outputs: [
        { name: 'score', dims: ['n'] },
        { name: 'column', type: 'int64', dims: ['n'] },
      ],
      nodes,
      constants,
    },
    { about },
  );
}
