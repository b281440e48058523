/** Which models in files are taken: what their inputs and outputs have to be like, and how rows become their tensors. */
import { ModelFailure } from '../../model-failure.ts';

/** As onnxruntime describes an input or an output; a dimension that is free is a name. */
export interface TensorForm {
  readonly name: string;
  readonly isTensor: boolean;
  readonly type?: string | undefined;
  readonly shape?: readonly (number | string)[] | undefined;
}

export type FloatType = 'float32' | 'float64';

interface InputForm {
  readonly name: string;
  readonly type: FloatType;
  /** Columns in it, and whether they are a dimension of their own. */
  readonly width: number;
  readonly rank: 1 | 2;
}

export interface ModelForm {
  /** Sensor types, in the order in which a row holds them. */
  readonly columns: readonly string[];
  readonly inputs: readonly InputForm[];
  /** It takes one row at a time. */
  readonly isOneByOne: boolean;
  readonly scoreName: string;
  /** The output with the places of columns that contributed most; null: it has none. */
  readonly columnName: string | null;
}

const mostColumns = 500;

/**
 * `named`: the columns that stand beside the model, for one with a single input of rows; null: each of its inputs is a column, by its name. Throws a
 * ModelFailure that says what is in the way.
 */
export function modelForm(
  inputs: readonly TensorForm[],
  outputs: readonly TensorForm[],
  named: readonly string[] | null,
): ModelForm {
  const forms = inputs.map((input) => inputForm(input, named?.length ?? 1, named === null));
  if (named !== null && forms.length !== 1)
    throw refused(`the file beside it names columns, which is for a model of one input; it has ${forms.length}`);
  const columns = named ?? forms.map(({ name }) => name);
  if (columns.length === 0) throw refused('it has no input');
  if (columns.length > mostColumns || new Set(columns).size < columns.length)
    throw refused(`its columns are more than ${mostColumns}, or two have the same name`);
  const firsts = inputs.map(({ shape }) => shape?.[0]).filter((first) => typeof first === 'number');
  if (firsts.some((first) => first !== 1))
    throw refused(`its inputs are for ${firsts[0]} rows; export it with a first dimension that is free, or 1`);
  const score = outputs.find(({ name }) => name === 'score') ?? outputs[0];
  if (score === undefined || !isFloat(score.type) || !isOneEach(score))
    throw refused('its output "score", or its first one, has to be one number (float) for each row');
  const column = outputs.find(({ name }) => name === 'column');
  if (column !== undefined && (!['int32', 'int64'].includes(column.type ?? '') || !isOneEach(column)))
    throw refused('its output "column" has to be one whole number for each row: the place of a column');
  return {
    columns,
    inputs: forms,
    isOneByOne: firsts.length > 0,
    scoreName: score.name,
    columnName: column?.name ?? null,
  };
}

/** The values of one input, out of rows that follow each other: its own columns of each row. */
export function valuesOf(
  { width, type }: InputForm,
  place: number,
  rows: Float64Array,
  columns: number,
): Float32Array | Float64Array {
  const count = rows.length / columns;
  const length = count * width;
  const values = type === 'float32' ? new Float32Array(length) : new Float64Array(length);
  for (let row = 0; row < count; row += 1) {
    for (let i = 0; i < width; i += 1) values[row * width + i] = rows[row * columns + place + i] ?? Number.NaN;
  }
  return values;
}

function inputForm({ name, isTensor, type, shape = [] }: TensorForm, width: number, isColumn: boolean): InputForm {
  if (!isTensor || !isFloat(type)) throw refused(`its input ${name} is no tensor of float or double`);
  // No shape at all: it takes any.
  if (shape.length > 2) throw refused(`its input ${name} has ${shape.length} dimensions, not rows of values`);
  if (shape.length === 1 && !isColumn)
    throw refused(`its input ${name} has one dimension, not rows of ${width} values`);
  const given = shape[1];
  if (typeof given === 'number' && given !== width) {
    throw refused(
      isColumn
        ? `its input ${name} has ${given} columns; name them in the file beside it, as {"columns": ["flow", "pressure"]}`
        : `its input ${name} has ${given} columns, and the file beside it names ${width}`,
    );
  }
  return { name, type, width, rank: shape.length === 1 ? 1 : 2 };
}

function isFloat(type: string | undefined): type is FloatType {
  return type === 'float32' || type === 'float64';
}

/** [rows] or [rows, 1]; or nothing is said, and it is seen at the first rows. */
function isOneEach({ isTensor, shape = [] }: TensorForm): boolean {
  return isTensor && shape.length <= 2 && (shape.length < 2 || typeof shape[1] === 'string' || shape[1] === 1);
}

function refused(reason: string): ModelFailure {
  return new ModelFailure('refused', `the model cannot be used: ${reason}`);
}
