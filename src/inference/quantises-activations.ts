import { createReadStream } from 'node:fs';

/** The field `op_type` of a node in ONNX's protobuf: tag 4 · 8 + 2, length 14, text. */
const QUANTIZE_NODE = Buffer.from('\x22\x0eQuantizeLinear', 'latin1');

/**
 * True when a graph rounds numbers to 8 bits while it runs (`QuantizeLinear`), not only its stored weights
 * (`DequantizeLinear` alone).
 * @throws the file system's error when it cannot be read
 */
export async function quantisesActivations(path: string): Promise<boolean> {
  let rest = Buffer.alloc(0);
  for await (const chunk of createReadStream(path)) {
    const bytes = Buffer.concat([rest, chunk]);
    if (bytes.includes(QUANTIZE_NODE)) return true;
    rest = bytes.subarray(-QUANTIZE_NODE.length);
  }
  return false;
}
