/**
 * Writes the few ONNX protobuf fields that a small operator graph needs (onnx.proto, IR version 8).
 * A model of one or ten nodes is a few hundred bytes, so no code generator and no protobuf library is worth it.
 */

/** One operator. Attributes: whole numbers, lists of whole numbers, or `{ float }`. */
export interface OnnxNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
  /** Set for an operator outside the ONNX standard, such as `com.microsoft`. */
  readonly domain?: string;
}

export type OnnxAttribute = number | readonly number[] | { readonly float: number };

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  /** float32 tensors of any shape. */
  readonly inputs: readonly string[];
  /** float32 tensors of any shape. */
  readonly outputs: readonly string[];
}

const IR_VERSION = 8;
/** LayerNormalization entered at 17. */
const OPERATOR_SET = 17;
const CONTRIBUTED = 'com.microsoft';
const FLOAT32 = 1;

/**
 * First output of every model: an empty sequence. See `onnx-runtime.ts` for its use.
 */
export const EMPTY_SEQUENCE = 'empty-sequence';

/** The bytes of a model that computes the graph. */
export function onnxModel(graph: OnnxGraph): Uint8Array {
  const marker = { operator: 'SequenceEmpty', inputs: [], outputs: [EMPTY_SEQUENCE] };
  const body = [
    ...[marker, ...graph.nodes].flatMap((node) => message(1, nodeBytes(node))),
    ...text(2, 'graph'),
    ...graph.inputs.flatMap((name) => message(11, valueBytes(name))),
    ...message(12, sequenceBytes(EMPTY_SEQUENCE)),
    ...graph.outputs.flatMap((name) => message(12, valueBytes(name))),
  ];
  return Uint8Array.from([
    ...wholeNumber(1, IR_VERSION),
    ...message(7, body),
    ...message(8, [...text(1, ''), ...wholeNumber(2, OPERATOR_SET)]),
    ...message(8, [...text(1, CONTRIBUTED), ...wholeNumber(2, 1)]),
  ]);
}

function nodeBytes({ operator, inputs, outputs, attributes = {}, domain }: OnnxNode): number[] {
  return [
    ...inputs.flatMap((name) => text(1, name)),
    ...outputs.flatMap((name) => text(2, name)),
    ...text(4, operator),
    ...Object.entries(attributes).flatMap(([name, value]) => message(5, attributeBytes(name, value))),
    ...(domain === undefined ? [] : text(7, domain)),
  ];
}

/** AttributeProto: name 1, float 2, integer 3, integers 8, kind 20 (FLOAT 1, INT 2, INTS 7). */
function attributeBytes(name: string, value: OnnxAttribute): number[] {
  if (typeof value === 'number') return [...text(1, name), ...wholeNumber(3, value), ...wholeNumber(20, 2)];
  if ('float' in value) return [...text(1, name), ...float(2, value.float), ...wholeNumber(20, 1)];
  return [...text(1, name), ...value.flatMap((item) => wholeNumber(8, item)), ...wholeNumber(20, 7)];
}

/** ValueInfoProto without a shape: every rank and size is accepted at run time. */
function valueBytes(name: string): number[] {
  return [...text(1, name), ...message(2, message(1, wholeNumber(1, FLOAT32)))];
}

/** ValueInfoProto of a sequence (TypeProto field 4) of float32 tensors. */
function sequenceBytes(name: string): number[] {
  const element = message(1, wholeNumber(1, FLOAT32));
  return [...text(1, name), ...message(2, message(4, message(1, element)))];
}

function message(field: number, bytes: readonly number[]): number[] {
  return [...varint((field << 3) | 2), ...varint(bytes.length), ...bytes];
}

function text(field: number, value: string): number[] {
  return message(field, [...new TextEncoder().encode(value)]);
}

function wholeNumber(field: number, value: number): number[] {
  return [...varint(field << 3), ...varint(value)];
}

function float(field: number, value: number): number[] {
  return [...varint((field << 3) | 5), ...new Uint8Array(Float32Array.of(value).buffer)];
}

/** Base-128; negative numbers as 64-bit two's complement, as protobuf's int64 wants them. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return bytes;
}
