import type { InteractionMatrix } from '../../src/core/recommend.js';
import type { Random } from '../../src/math/random.js';
import { type ParameterSpec, Parameters } from '../../src/tensor/parameters.js';
import type { LudpConfig } from './config.js';
import type { Fusion } from './fusion.js';
import { initialIds } from './initial-ids.js';
import type { LudpModality } from './modality.js';
import { preferenceSpecs } from './user-preference.js';

/** All trainable tensors; parts that the configuration or the data leave out have none. */
export function initialParameters(options: {
  readonly train: InteractionMatrix;
  readonly config: LudpConfig;
  readonly modalities: readonly LudpModality[];
  readonly itemFusion: Fusion;
  readonly userFusion: Fusion;
  readonly random: Random;
}): Parameters {
  const { train, config, modalities, itemFusion, userFusion, random } = options;
  const ids = initialIds(train, config, random);
  const specs = new Map<string, ParameterSpec>([
    ['user-id', ids.users],
    ['item-id', ids.items],
  ]);
  if (modalities.length === 0) return new Parameters(specs);
  if (config.itemGraph) for (const [name, spec] of itemFusion.specs) specs.set(name, spec);
  if (!config.userPreference) return new Parameters(specs);
  for (const [name, spec] of userFusion.specs) specs.set(name, spec);
  for (const { name: modality, contentWidth } of modalities) {
    const { width, preferenceStart: scale } = config;
    for (const [name, spec] of preferenceSpecs({ modality, contentWidth, width, scale, random })) {
      specs.set(name, spec);
    }
  }
  return new Parameters(specs);
}
