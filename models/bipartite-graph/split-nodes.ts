import type { Factors } from '../../src/core/recommend.js';

/** A table of nodes, users first, as factors. @param nodes [users + items, width] on the host */
export function splitNodes(
  nodes: Float32Array,
  { userCount, width }: { readonly userCount: number; readonly width: number },
): Factors {
  const border = userCount * width;
  return { width, users: nodes.slice(0, border), items: nodes.slice(border) };
}
