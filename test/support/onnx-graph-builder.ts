import { bytes, message, real, text, varint } from './protobuf.js';

/** `TensorProto.DataType` of `onnx.proto`. */
const DATA_TYPES = { float: 1, int64: 7, bool: 9 } as const;
type DataType = keyof typeof DATA_TYPES;

/** `AttributeProto.AttributeType` of `onnx.proto`. */
const ATTRIBUTE_TYPES = { real: 1, int: 2, ints: 7 } as const;
const IR_VERSION = 8;
const OPERATOR_SET = 17;

/** A size, or the name of one that is known when the graph runs. */
type Size = number | string;

interface Value {
  readonly name: string;
  readonly type: DataType;
  readonly shape: readonly Size[];
}

/** A whole number or a list of them; `{ real }` is a 32-bit real number. */
type Attribute = number | readonly number[] | { readonly real: number };

/** Builds the bytes of an ONNX model, operation by operation; every value is a name. */
export interface OnnxGraphBuilder {
  input(value: Value): string;
  output(value: Value): void;
  /** Weights. @param values row by row */
  weights(shape: readonly number[], values: ArrayLike<number>): string;
  /** Whole numbers, for example a shape or places to gather. */
  integers(values: readonly number[]): string;
  /** @param options.as name of the result, for graph outputs @returns name of the result */
  node(
    operation: string,
    inputs: readonly string[],
    options?: { readonly attributes?: Readonly<Record<string, Attribute>>; readonly as?: string },
  ): string;
  build(): Uint8Array;
}

/** The format is that of `onnx.proto`, written by hand: IR version 8, operator set 17. */
export function onnxGraphBuilder(): OnnxGraphBuilder {
  const nodes: Uint8Array[] = [];
  const initialisers: Uint8Array[] = [];
  const inputs: Uint8Array[] = [];
  const outputs: Uint8Array[] = [];
  let names = 0;
  const freshName = (): string => {
    names += 1;
    return `value_${names}`;
  };
  const initialiser = (type: DataType, shape: readonly number[], raw: Uint8Array): string => {
    const name = freshName();
    const sizes = shape.map((size) => varint(1, size));
    initialisers.push(message([...sizes, varint(2, DATA_TYPES[type]), text(8, name), bytes(9, raw)]));
    return name;
  };
  return {
    input(value) {
      inputs.push(valueInfo(value));
      return value.name;
    },
    output(value) {
      outputs.push(valueInfo(value));
    },
    weights: (shape, values) => initialiser('float', shape, new Uint8Array(Float32Array.from(values).buffer)),
    integers: (values) =>
      initialiser('int64', [values.length], new Uint8Array(BigInt64Array.from(values, BigInt).buffer)),
    node(operation, operands, { attributes = {}, as = freshName() } = {}) {
      nodes.push(
        message([
          ...operands.map((name) => text(1, name)),
          text(2, as),
          text(3, `node_${nodes.length}`),
          text(4, operation),
          ...Object.entries(attributes).map(([name, value]) => bytes(5, attribute(name, value))),
        ]),
      );
      return as;
    },
    build() {
      const graph = message([
        ...nodes.map((node) => bytes(1, node)),
        text(2, 'tiny'),
        ...initialisers.map((each) => bytes(5, each)),
        ...inputs.map((each) => bytes(11, each)),
        ...outputs.map((each) => bytes(12, each)),
      ]);
      const operatorSet = message([text(1, ''), varint(2, OPERATOR_SET)]);
      return message([varint(1, IR_VERSION), bytes(7, graph), bytes(8, operatorSet)]);
    },
  };
}

function attribute(name: string, value: Attribute): Uint8Array {
  if (typeof value === 'number') {
    return message([text(1, name), varint(3, value), varint(20, ATTRIBUTE_TYPES.int)]);
  }
  if ('real' in value) return message([text(1, name), real(2, value.real), varint(20, ATTRIBUTE_TYPES.real)]);
  const items = value.map((item) => varint(8, item));
  return message([text(1, name), ...items, varint(20, ATTRIBUTE_TYPES.ints)]);
}

function valueInfo({ name, type, shape }: Value): Uint8Array {
  const sizes = shape.map((size) => message([typeof size === 'number' ? varint(1, size) : text(2, size)]));
  const tensor = message([
    varint(1, DATA_TYPES[type]),
    bytes(2, message(sizes.map((size) => bytes(1, size)))),
  ]);
  return message([text(1, name), bytes(2, message([bytes(1, tensor)]))]);
}
