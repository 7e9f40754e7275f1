import type { OnnxGraphBuilder } from '../onnx-graph-builder.js';

/** Names and width of one pair of cached keys and values with a single head. */
interface CacheNames {
  /** For example `past_key_values.0` and `present.0`. */
  readonly past: string;
  readonly present: string;
  readonly width: number;
}

/**
 * Grows a decoder's cache by the states of this call: past [batch, 1, past, width] and states [batch, length, width] →
 * present [batch, 1, past + length, width], as key and as value.
 * @returns name of the grown keys
 */
export function growCache(
  graph: OnnxGraphBuilder,
  states: string,
  { past, present, width }: CacheNames,
): string {
  const added = graph.node('Unsqueeze', [states, graph.integers([1])]);
  for (const kind of ['key', 'value']) {
    const shape = ['batch_size', 1, 'past_sequence_length', width];
    const before = graph.input({ name: `${past}.${kind}`, type: 'float', shape });
    const name = `${present}.${kind}`;
    graph.node('Concat', [before, added], { attributes: { axis: 2 }, as: name });
    graph.output({ name, type: 'float', shape: ['batch_size', 1, 'total_sequence_length', width] });
  }
  return `${present}.key`;
}

/** The cache of an encoder's states [batch, positions, width] never grows: present [batch, 1, positions, width]. */
export function keepCrossCache(
  graph: OnnxGraphBuilder,
  states: string,
  { past, present, width }: CacheNames,
): void {
  for (const kind of ['key', 'value']) {
    const shape = ['batch_size', 1, 'encoder_sequence_length', width];
    graph.input({ name: `${past}.${kind}`, type: 'float', shape });
    const name = `${present}.${kind}`;
    graph.node('Unsqueeze', [states, graph.integers([1])], { as: name });
    graph.output({ name, type: 'float', shape });
  }
}
