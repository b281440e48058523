/** Models in files for tests: one that judges a pump, and others that nobody should run. */
import { type Graph, type Node, onnxFile, type Value } from '../../../bench/models/onnx-file.ts';

export const pumpColumns = ['current', 'flow', 'head'] as const;
/** Above these a value counts, in its own unit. */
const pumpLimits = [1_000, 1_000, 4];

interface PumpOptions {
  /** One input for each column, by its name; or all of them in one, which a file beside the model has to name. */
  readonly layout?: 'columns' | 'rows';
  /** Rows that it takes at once; free unless told. */
  readonly rows?: number;
  readonly opset?: number;
  /** What the score is multiplied with. */
  readonly factor?: number;
}

/** Its score is how far a value is above its limit; it names the column. */
export function pumpModel({ layout = 'columns', rows, opset = 13, factor = 1 }: PumpOptions = {}): Uint8Array {
  return onnxFile(pumpGraph({ layout, rows: rows ?? 'n', factor }), { opset });
}

/** Its score is no number where the head is below zero. */
export function rootModel(): Uint8Array {
  const { inputs } = pumpGraph({ layout: 'columns', rows: 'n', factor: 1 });
  const nodes: Node[] = [{ op: 'Sqrt', inputs: ['head'], outputs: ['score'] }];
  return onnxFile({ name: 'root', inputs, outputs: [{ name: 'score', dims: ['n', 1] }], nodes, constants: [] });
}

/** Counts for ever; each round adds to what the rows gave, so that it cannot be worked out beforehand. */
export function endlessModel(): Uint8Array {
  const { inputs } = pumpGraph({ layout: 'columns', rows: 'n', factor: 1 });
  const goOn = { name: 'go_on', type: 'bool', dims: [] } as const;
  const body: Graph = {
    name: 'round',
    inputs: [{ name: 'round_number', type: 'int64', dims: [] }, goOn, { name: 'before', dims: ['n', 1] }],
    outputs: [
      { ...goOn, name: 'go_on_after' },
      { name: 'after', dims: ['n', 1] },
    ],
    nodes: [
      { op: 'Identity', inputs: ['go_on'], outputs: ['go_on_after'] },
      { op: 'Add', inputs: ['before', 'one'], outputs: ['after'] },
    ],
    constants: [{ name: 'one', dims: [1], values: [1] }],
  };
  return onnxFile({
    name: 'endless',
    inputs,
    outputs: [{ name: 'score', dims: ['n', 1] }],
    nodes: [{ op: 'Loop', inputs: ['rounds', 'yes', 'head'], outputs: ['score'], attributes: { body } }],
    constants: [
      { name: 'rounds', type: 'int64', dims: [], values: [Number.MAX_SAFE_INTEGER] },
      { name: 'yes', type: 'bool', dims: [], values: [1] },
    ],
  });
}

/** Gives as many scores as it has columns, whatever the rows: it says nothing of how many it will be. */
export function otherLengthModel(): Uint8Array {
  const { inputs, constants } = pumpGraph({ layout: 'columns', rows: 'n', factor: 1 });
  const nodes: Node[] = [{ op: 'Add', inputs: ['limits', 'limits'], outputs: ['score'] }];
  return onnxFile({ name: 'other', inputs, outputs: [{ name: 'score', dims: ['many'] }], nodes, constants });
}

function pumpGraph({
  layout,
  rows,
  factor,
}: {
  layout: 'columns' | 'rows';
  rows: number | string;
  factor: number;
}): Graph {
  const together: Value = { name: 'rows', dims: [rows, pumpColumns.length] };
  const apart = pumpColumns.map((name): Value => ({ name, dims: [rows, 1] }));
  const joined: Node = { op: 'Concat', inputs: pumpColumns, outputs: ['rows'], attributes: { axis: 1 } };
  return {
    name: 'pump',
    inputs: layout === 'rows' ? [together] : apart,
    outputs: [
      { name: 'score', dims: [rows] },
      { name: 'column', type: 'int64', dims: [rows] },
    ],
    nodes: [
      ...(layout === 'rows' ? [] : [joined]),
      { op: 'Sub', inputs: ['rows', 'limits'], outputs: ['above'] },
      { op: 'Relu', inputs: ['above'], outputs: ['parts'] },
      { op: 'ReduceMax', inputs: ['parts'], outputs: ['most'], attributes: { axes: [1], keepdims: 0 } },
      { op: 'Mul', inputs: ['most', 'factor'], outputs: ['score'] },
      { op: 'ArgMax', inputs: ['above'], outputs: ['column'], attributes: { axis: 1, keepdims: 0 } },
    ],
    constants: [
      { name: 'limits', dims: [pumpColumns.length], values: pumpLimits },
      { name: 'factor', dims: [], values: [factor] },
    ],
  };
}
