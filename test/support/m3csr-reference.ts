import type { HostTensor } from '../../src/tensor/checkpoint.js';

/** Rows of numbers in double precision. */
export type Rows = readonly (readonly number[])[];

export interface ReferenceInput {
  /** Trainable tensors as the model names them. */
  readonly weights: ReadonlyMap<string, HostTensor>;
  /** The same again for whatever stands inside of a stop-gradient. */
  readonly held: ReadonlyMap<string, HostTensor>;
  /** A modality each: its name and [items][width] scaled features. */
  readonly modalities: readonly { readonly name: string; readonly features: Rows }[];
  readonly clusters: readonly number[];
  readonly bins: readonly number[];
  /** Triples with the history that the user is seen with. */
  readonly pairs: readonly {
    readonly user: number;
    readonly positive: number;
    readonly negatives: readonly number[];
    readonly history: readonly number[];
  }[];
  /** Items that were drawn as negatives in the step. */
  readonly drawn: readonly number[];
  readonly heads: number;
  readonly exponent: number;
  readonly temperature: number;
  readonly alpha: number;
  readonly beta: number;
}

/**
 * Equations 1 to 13 written out pair by pair in double precision, with keys and values projected as in the paper: the
 * oracle for the model's loss, and by finite differences for its gradients.
 */
export function referenceLoss(input: ReferenceInput): number {
  const { modalities, pairs, alpha, beta, drawn, weights } = input;
  const squared = (name: string, row: number): number => {
    const id = rowOf(weights, name, row);
    return dot(id, id);
  };
  let comparisons = 0;
  let ranking = 0;
  let rest = 0;
  for (const { user, positive, negatives, history } of pairs) {
    const { parts } = userParts(input, user, history);
    const score = (item: number): number => {
      const vector = itemParts(input, item);
      return parts.reduce((sum, part, at) => sum + dot(part, vector[at] ?? []), 0);
    };
    for (const negative of negatives) {
      ranking += Math.log1p(Math.exp(score(negative) - score(positive))); // eq. 12
      comparisons += 1;
    }
    for (let left = 1; left < parts.length; left += 1) {
      for (let right = left + 1; right < parts.length; right += 1) {
        rest += alpha * dot(parts[left] ?? [], parts[right] ?? []) ** 2; // eq. 8
      }
    }
    rest += beta * squared('user-id', user);
    for (const item of [positive, ...history]) rest += beta * squared('item-id', item);
  }
  const ofNegatives = drawn.reduce((sum, item) => sum + squared('item-id', item), 0) / drawn.length;
  let ofClusters = 0;
  for (const { name } of modalities) {
    for (const value of weights.get(`${name}/cluster`)?.values ?? []) ofClusters += value ** 2;
  }
  return ranking / comparisons + rest / pairs.length + beta * (ofNegatives + ofClusters); // eq. 13
}

/** h_u and λ̄_m h_u^m of eq. 9, and λ̄. */
export function userParts(
  input: ReferenceInput,
  user: number,
  history: readonly number[],
): { readonly parts: Rows; readonly intensities: readonly number[] } {
  const { weights, held, modalities, temperature } = input;
  const ids = history.map((item) => rowOf(weights, 'item-id', item));
  const behaviour = attend({
    ...input,
    name: 'behaviour',
    query: rowOf(weights, 'user-id', user),
    rows: ids,
  }); // eq. 3
  const heldBehaviour = attend({
    ...input,
    weights: held,
    name: 'behaviour',
    query: rowOf(held, 'user-id', user),
    rows: history.map((item) => rowOf(held, 'item-id', item)),
  });
  const interests = modalities.map((modality) =>
    attend({
      ...input,
      name: `${modality.name}/interest`,
      query: rowOf(held, 'user-id', user), // sg
      rows: history.map((item) => encode(input, modality, item)),
    }),
  ); // eq. 4
  const factors = interests.map((interest) =>
    dot([...heldBehaviour, ...interest], column(weights, 'intensity')),
  ); // eq. 5
  const powers = factors.map((factor) => Math.exp(factor / temperature));
  const sum = powers.reduce((before, power) => before + power, 0);
  const intensities = powers.map((power) => power / sum); // eq. 6
  const weighted = interests.map((interest, at) => interest.map((value) => value * (intensities[at] ?? 0))); // eq. 7
  return { parts: [behaviour, ...weighted], intensities };
}

/** (1 − δ) e_i^id and δ h_i^m of eq. 11. */
function itemParts(input: ReferenceInput, item: number): Rows {
  const { weights, bins } = input;
  const popularity = rowOf(weights, 'popularity', bins[item] ?? 0);
  const logit = dot(popularity, column(weights, 'gate/weight')) + (weights.get('gate/bias')?.values[0] ?? 0);
  const gate = 1 / (1 + Math.exp(-logit)); // eq. 10
  const id = rowOf(weights, 'item-id', item).map((value) => (1 - gate) * value);
  return [
    id,
    ...input.modalities.map((modality) => encode(input, modality, item).map((value) => gate * value)),
  ];
}

/** Eqs. 1 and 2. */
function encode(
  { weights, clusters }: ReferenceInput,
  modality: ReferenceInput['modalities'][number],
  item: number,
): number[] {
  const mapped = times(modality.features[item] ?? [], weights, `${modality.name}/map/weight`);
  const bias = weights.get(`${modality.name}/map/bias`)?.values ?? [];
  return [
    ...mapped.map((value, at) => value + (bias[at] ?? 0)),
    ...rowOf(weights, `${modality.name}/cluster`, clusters[item] ?? 0),
  ];
}

/** softmax(q W_q (x W_k)ᵀ / √width) x W_v per head, joined, · W_o · length^exponent + b. */
function attend(options: {
  readonly weights: ReadonlyMap<string, HostTensor>;
  readonly name: string;
  readonly heads: number;
  readonly exponent: number;
  readonly query: readonly number[];
  readonly rows: Rows;
}): number[] {
  const { weights, name, heads, exponent, query, rows } = options;
  const growth = Math.max(1, rows.length) ** exponent;
  const joined = Array.from({ length: heads }, (_, head) => {
    const asked = times(query, weights, `${name}/query-${head}`);
    const scores = rows.map((row) =>
      Math.exp(dot(asked, times(row, weights, `${name}/key-${head}`)) / Math.sqrt(asked.length)),
    );
    const sum = scores.reduce((before, score) => before + score, 0);
    const values = rows.map((row) => times(row, weights, `${name}/value-${head}`));
    const width = weights.get(`${name}/value-${head}`)?.shape[1] ?? 0;
    const mean = Array.from({ length: width }, (_, at) =>
      values.reduce((total, value, row) => total + ((scores[row] ?? 0) / sum) * (value[at] ?? 0), 0),
    );
    return times(mean, weights, `${name}/output-${head}`);
  });
  const bias = weights.get(`${name}/bias`)?.values ?? [];
  return [...bias].map((value, at) =>
    joined.reduce((total, head) => total + growth * (head[at] ?? 0), value),
  );
}

function times(row: readonly number[], weights: ReadonlyMap<string, HostTensor>, name: string): number[] {
  const { shape, values } = weights.get(name) ?? { shape: [0, 0], values: new Float32Array() };
  const columns = shape[1] ?? 0;
  return Array.from({ length: columns }, (_, at) =>
    row.reduce((sum, value, from) => sum + value * (values[from * columns + at] ?? 0), 0),
  );
}

function rowOf(weights: ReadonlyMap<string, HostTensor>, name: string, row: number): number[] {
  const { shape, values } = weights.get(name) ?? { shape: [0, 0], values: new Float32Array() };
  const columns = shape[1] ?? 0;
  return [...values.slice(row * columns, (row + 1) * columns)];
}

function column(weights: ReadonlyMap<string, HostTensor>, name: string): number[] {
  return [...(weights.get(name)?.values ?? [])];
}

function dot(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, value, at) => sum + value * (right[at] ?? 0), 0);
}
