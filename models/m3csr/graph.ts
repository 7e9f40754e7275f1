import type { Random } from '../../src/math/random.js';
import { dropout } from '../../src/tensor/dropout.js';
import { embeddingLookup } from '../../src/tensor/embedding-lookup.js';
import type { Parameters } from '../../src/tensor/parameters.js';
import type { Tensor2D } from '../../src/tensor/tensor.js';
import type { M3csrConfig } from './config.js';
import { itemTower } from './item-tower.js';
import type { ModalItems } from './modal-items.js';
import { type Histories, presentHistories } from './user-histories.js';
import { type UserTower, userTower } from './user-tower.js';

/** Items of a step with what both towers read of them. */
export interface EncodedItems {
  /** [n] */
  readonly items: Int32Array;
  /** [n, dimension] e_i^id */
  readonly ids: Tensor2D;
  /** A modality each: [n, modal width] h_i^m */
  readonly encoded: readonly Tensor2D[];
}

/** The graph of section 4 over the parameters, without any state of its own. */
export interface M3csrGraph {
  /** Eqs. 1 and 2. `random`: drops numbers of the result as configured; absent outside of training. */
  encodeItems(items: Int32Array, random?: Random): EncodedItems;
  /** Eqs. 10 and 11: [n, width of the factors] */
  itemVectors(items: EncodedItems): Tensor2D;
  /** Eqs. 3 to 9. `histories` name rows of `items`. */
  userVectors(users: Int32Array, histories: Histories, items: EncodedItems): UserTower;
}

export function m3csrGraph(options: {
  readonly parameters: Parameters;
  readonly config: M3csrConfig;
  readonly modalities: readonly ModalItems[];
  /** [itemCount] popularity bin */
  readonly bins: Int32Array;
}): M3csrGraph {
  const { parameters, config, modalities, bins } = options;
  return {
    encodeItems(items, random) {
      const thinned = (input: Tensor2D): Tensor2D =>
        random === undefined ? input : dropout(input, { share: config.embeddingDropout, random });
      return {
        items,
        ids: thinned(embeddingLookup(parameters.get('item-id'), items)),
        encoded: modalities.map((modality) => thinned(modality.encode(parameters, items))),
      };
    },
    itemVectors: ({ items, ids, encoded }) =>
      itemTower(
        parameters,
        { itemIds: ids, encoded, bins: items.map((item) => bins[item] as number) },
        { gate: config.gate },
      ),
    userVectors(users, histories, { items, ids, encoded }) {
      const modal = modalities.map(({ name, present }, at) => ({
        name,
        encoded: encoded[at] as Tensor2D,
        histories:
          present === undefined
            ? histories
            : presentHistories(
                histories,
                items.map((item) => present[item] as number),
              ),
      }));
      return userTower(parameters, config, {
        userIds: embeddingLookup(parameters.get('user-id'), users),
        itemIds: ids,
        histories,
        modalities: modal,
        unknown: unknownTastes(
          histories,
          modal.map((modality) => modality.histories),
        ),
      });
    },
  };
}

/**
 * 1 where a row has a history, but none of it has the modality: nothing is known of that taste. Who has no history at all
 * is nobody in particular in every modality, and keeps them all.
 * @returns [rows · modalities]; undefined when there is no such row
 */
function unknownTastes(all: Histories, modal: readonly Histories[]): Uint8Array | undefined {
  if (modal.every((histories) => histories === all)) return undefined;
  const rows = all.starts.length - 1;
  const flags = new Uint8Array(rows * modal.length);
  for (let row = 0; row < rows; row += 1) {
    for (const [at, histories] of modal.entries()) {
      if (lengthOf(all, row) > 0 && lengthOf(histories, row) === 0) flags[row * modal.length + at] = 1;
    }
  }
  return flags;
}

function lengthOf({ starts }: Histories, row: number): number {
  return (starts[row + 1] as number) - (starts[row] as number);
}
