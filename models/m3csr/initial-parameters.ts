import type { Random } from '../../src/math/random.js';
import { type ParameterSpec, Parameters } from '../../src/tensor/parameters.js';
import { xavierUniform } from '../pairwise/initial-table.js';
import type { CoOccurrenceStart } from '../spectral-start/co-occurrence-start.js';
import type { M3csrConfig } from './config.js';

export interface M3csrShape {
  readonly userCount: number;
  readonly itemCount: number;
  readonly clusterCount: number;
  /** `components`: numbers of e_i^m. */
  readonly modalities: readonly { readonly name: string; readonly components: number }[];
}

type ShapeConfig = Pick<M3csrConfig, 'dimension' | 'heads' | 'popularityBins' | 'clusterEmbedding'>;

/** Width of h_i^m and h_u^m: 2 · dimension with the cluster embedding. */
export function modalWidth(config: Pick<M3csrConfig, 'dimension' | 'clusterEmbedding'>): number {
  return config.clusterEmbedding ? 2 * config.dimension : config.dimension;
}

/** Deviation of cluster embeddings that start beside projections that are identities. */
const CLUSTER_DEVIATION = 0.03;

/**
 * All trainable tensors. Without `start` every matrix is Xavier uniform (Glorot and Bengio 2010) as in the paper, and
 * biases are 0. With it, item ids are added to it, W_v and W_o and the map of equation 2 start as identities, and only W_q
 * and W_k, which decide what is attended to, and the small rest are random.
 */
export function initialParameters(options: {
  readonly shape: M3csrShape;
  readonly config: ShapeConfig;
  readonly random: Random;
  readonly start?: CoOccurrenceStart | undefined;
}): Parameters {
  const { shape, config, random, start } = options;
  const { dimension, heads } = config;
  const specs = new Map<string, ParameterSpec>();
  const matrix = (name: string, rows: number, columns: number): void => {
    specs.set(name, xavierUniform([rows, columns], random));
  };
  const identity = (name: string, rows: number, columns: number, from = 0): void => {
    specs.set(name, partOfIdentity(rows, columns, from));
  };
  const attention = (name: string, width: number): void => {
    const depth = width / heads;
    for (let head = 0; head < heads; head += 1) {
      matrix(`${name}/query-${head}`, dimension, depth);
      matrix(`${name}/key-${head}`, width, depth);
      const write = start === undefined ? matrix : identity;
      write(`${name}/value-${head}`, width, depth, head * depth);
      write(`${name}/output-${head}`, depth, width, head * depth);
    }
    specs.set(`${name}/bias`, zeros(width));
  };

  matrix('user-id', shape.userCount, dimension);
  matrix('item-id', shape.itemCount, dimension);
  attention('behaviour', dimension); // eq. 3
  for (const { name, components } of shape.modalities) {
    const map = start === undefined ? matrix : identity;
    map(`${name}/map/weight`, components, dimension); // eq. 2
    specs.set(`${name}/map/bias`, zeros(dimension));
    if (config.clusterEmbedding) {
      const rows = shape.clusterCount + 1;
      if (start === undefined) matrix(`${name}/cluster`, rows, dimension);
      else specs.set(`${name}/cluster`, normals(rows, dimension, random));
    }
    attention(`${name}/interest`, modalWidth(config)); // eq. 4
  }
  matrix('intensity', dimension + modalWidth(config), 1); // eq. 5
  matrix('popularity', config.popularityBins, dimension); // eq. 10
  matrix('gate/weight', dimension, 1);
  specs.set('gate/bias', zeros(1));
  if (start !== undefined) applyStart(specs, start, heads);
  return new Parameters(specs);
}

function zeros(width: number): ParameterSpec {
  return { shape: [width], initial: new Float32Array(width), decays: false };
}

function normals(rows: number, columns: number, random: Random): ParameterSpec {
  const initial = Float32Array.from({ length: rows * columns }, () => CLUSTER_DEVIATION * random.normal());
  return { shape: [rows, columns], initial, decays: false };
}

/** Columns (or rows, of a wide matrix) `from` … of the identity of the larger side: what joins the heads again. */
function partOfIdentity(rows: number, columns: number, from: number): ParameterSpec {
  const initial = new Float32Array(rows * columns);
  for (let at = 0; at < Math.min(rows, columns); at += 1) {
    const place = rows > columns ? (from + at) * columns + at : at * columns + ((from + at) % columns);
    initial[place] = 1;
  }
  return { shape: [rows, columns], initial, decays: false };
}

/** Adds E to the item ids and writes the signs of its eigenvalues into the values: q · k becomes Σ E_i diag(signs) E_j. */
function applyStart(specs: Map<string, ParameterSpec>, start: CoOccurrenceStart, heads: number): void {
  const ids = specs.get('item-id')?.initial ?? new Float32Array();
  for (let at = 0; at < ids.length; at += 1) ids[at] = (ids[at] as number) + (start.items[at] as number);
  for (let head = 0; head < heads; head += 1) {
    const { initial, shape } = specs.get(`behaviour/value-${head}`) as ParameterSpec;
    const columns = shape[1] as number;
    for (let at = 0; at < initial.length; at += 1) {
      initial[at] = (initial[at] as number) * (start.signs[Math.floor(at / columns)] as number);
    }
  }
}
