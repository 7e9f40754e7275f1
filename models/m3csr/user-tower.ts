import { addTensors } from '../../src/tensor/add-tensors.js';
import { concatColumns } from '../../src/tensor/concat-columns.js';
import { multiplyRows } from '../../src/tensor/multiply-rows.js';
import type { Parameters } from '../../src/tensor/parameters.js';
import { sliceColumns } from '../../src/tensor/slice-columns.js';
import type { Tensor2D } from '../../src/tensor/tensor.js';
import { withoutGradient } from '../../src/tensor/without-gradient.js';
import type { M3csrConfig } from './config.js';
import { interestIntensity } from './interest-intensity.js';
import { multiHeadAttention } from './multi-head-attention.js';
import type { Histories } from './user-histories.js';

export interface UserTowerInput {
  /** [rows, dimension] e_u^id of each row's user */
  readonly userIds: Tensor2D;
  /** [items, dimension] e_i^id of the items that histories name */
  readonly itemIds: Tensor2D;
  readonly histories: Histories;
  readonly modalities: readonly ModalHistories[];
  /** [rows · modalities] see `InterestIntensityOptions.unknown` */
  readonly unknown?: Uint8Array | undefined;
}

export interface ModalHistories {
  readonly name: string;
  /** [items, modal width] h_i^m */
  readonly encoded: Tensor2D;
  /** The histories without items that lack the modality. */
  readonly histories: Histories;
}

export interface UserTower {
  /** [rows, dimension + modalities · modal width] h_u^final, eq. 9 */
  readonly final: Tensor2D;
  /** A modality each: [rows, modal width] λ̄_m h_u^m, eq. 7 */
  readonly weighted: readonly Tensor2D[];
  /** [rows, modalities] λ̄, eq. 6 */
  readonly intensities: Tensor2D;
}

type UserTowerConfig = Pick<
  M3csrConfig,
  'heads' | 'historyExponent' | 'userResidual' | 'interestIntensity' | 'temperature'
>;

/** Section 4.4: what a user's own sequence says of them. */
export function userTower(parameters: Parameters, config: UserTowerConfig, input: UserTowerInput): UserTower {
  const { userIds, itemIds, histories, modalities, unknown } = input;
  const attention = { parameters, heads: config.heads, exponent: config.historyExponent };
  const attended = multiHeadAttention({
    ...attention,
    name: 'behaviour',
    queries: userIds,
    table: itemIds,
    histories,
  }); // eq. 3: [rows, dimension]
  const behaviour = config.userResidual ? addTensors([attended, userIds]) : attended;
  const held = withoutGradient(userIds); // sg(e_u^id)
  const interests = modalities.map((modality) =>
    multiHeadAttention({
      ...attention,
      name: `${modality.name}/interest`,
      queries: held,
      table: modality.encoded,
      histories: modality.histories,
    }),
  ); // eq. 4: [rows, modal width] each
  const intensities = interestIntensity({
    parameters,
    behaviour,
    interests,
    unknown,
    learned: config.interestIntensity,
    temperature: config.temperature,
  }); // eqs. 5 and 6: [rows, modalities]
  const weighted = interests.map((interest, at) => multiplyRows(interest, sliceColumns(intensities, at, 1))); // eq. 7
  return { final: concatColumns([behaviour, ...weighted]), weighted, intensities }; // eq. 9
}
