/**
 * Writes models as files of ONNX: the messages of onnx.proto that small models need, by the field numbers of
 * https://github.com/onnx/onnx/blob/main/onnx/onnx.proto, in the wire format of protobufjs.
 */
import protobuf from 'protobufjs';

const messages = `syntax = "proto3";
message ModelProto {
  int64 ir_version = 1; string producer_name = 2; string doc_string = 6; GraphProto graph = 7;
  repeated OperatorSetIdProto opset_import = 8;
}
message OperatorSetIdProto { string domain = 1; int64 version = 2; }
message GraphProto {
  repeated NodeProto node = 1; string name = 2; repeated TensorProto initializer = 5;
  repeated ValueInfoProto input = 11; repeated ValueInfoProto output = 12;
}
message NodeProto {
  repeated string input = 1; repeated string output = 2; string name = 3; string op_type = 4;
  repeated AttributeProto attribute = 5;
}
message AttributeProto { string name = 1; int64 i = 3; GraphProto g = 6; repeated int64 ints = 8; int32 type = 20; }
message TensorProto { repeated int64 dims = 1; int32 data_type = 2; string name = 8; bytes raw_data = 9; }
message ValueInfoProto { string name = 1; TypeProto type = 2; }
message TypeProto { Tensor tensor_type = 1; message Tensor { int32 elem_type = 1; TensorShapeProto shape = 2; } }
message TensorShapeProto {
  repeated Dimension dim = 1;
  message Dimension { oneof value { int64 dim_value = 1; string dim_param = 2; } }
}`;
const modelMessage = protobuf.parse(messages).root.lookupType('ModelProto');

/** As onnx.proto numbers them. */
const elementTypes = { float: 1, int64: 7, bool: 9 } as const;
const attributeTypes = { int: 2, graph: 5, ints: 7 } as const;
const irVersion = 8;
const usualOpset = 13;

/** A tensor's name, type and shape; a dimension with a name is free. */
export interface Value {
  readonly name: string;
  readonly type?: keyof typeof elementTypes;
  readonly dims: readonly (number | string)[];
}

export interface Node {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Whole numbers, lists of them, or the graph of a loop's body. */
  readonly attributes?: Readonly<Record<string, number | readonly number[] | Graph>>;
}

/** A constant: its values row by row. */
export interface Constant {
  readonly name: string;
  readonly type?: keyof typeof elementTypes;
  readonly dims: readonly number[];
  readonly values: ArrayLike<number>;
}

export interface Graph {
  readonly name: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly nodes: readonly Node[];
  readonly constants: readonly Constant[];
}

/** `about` is for people who look into the file. */
export function onnxFile(graph: Graph, { opset = usualOpset, about = '' } = {}): Uint8Array {
  const model = {
    irVersion,
    producerName: 'andon',
    docString: about,
    graph: graphMessage(graph),
    opsetImport: [{ domain: '', version: opset }],
  };
  return modelMessage.encode(modelMessage.fromObject(model)).finish();
}

function graphMessage({ name, inputs, outputs, nodes, constants }: Graph): object {
  return {
    name,
    node: nodes.map(({ op, inputs, outputs, attributes = {} }) => ({
      name: outputs[0] ?? op,
      opType: op,
      input: inputs,
      output: outputs,
      attribute: Object.entries(attributes).map(attributeMessage),
    })),
    initializer: constants.map(({ name, type = 'float', dims, values }) => ({
      name,
      dims,
      dataType: elementTypes[type],
      rawData: rawData(type, values),
    })),
    input: inputs.map(valueMessage),
    output: outputs.map(valueMessage),
  };
}

function attributeMessage([name, value]: [string, number | readonly number[] | Graph]): object {
  if (typeof value === 'number') return { name, i: value, type: attributeTypes.int };
  if ('nodes' in value) return { name, g: graphMessage(value), type: attributeTypes.graph };
  return { name, ints: value, type: attributeTypes.ints };
}

function valueMessage({ name, type = 'float', dims }: Value): object {
  const dim = dims.map((one) => (typeof one === 'number' ? { dimValue: one } : { dimParam: one }));
  return { name, type: { tensorType: { elemType: elementTypes[type], shape: { dim } } } };
}

/** Little-endian, as the format wants it and as all machines that this runs on have it. */
function rawData(type: keyof typeof elementTypes, values: ArrayLike<number>): Uint8Array {
  if (type === 'bool') return Uint8Array.from(values);
  const { buffer } =
    type === 'float' ? Float32Array.from(values) : BigInt64Array.from(Array.from(values, (value) => BigInt(value)));
  return new Uint8Array(buffer);
}
