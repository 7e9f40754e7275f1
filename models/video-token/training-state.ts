import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { VidtokenError } from '../../src/core/errors.js';
import type { JsonValue } from '../../src/core/media.js';
import { Random, type RandomState } from '../../src/math/random.js';
import type { AdamW } from '../../src/tensor/adamw.js';
import {
  type Checkpoint,
  type HostTensor,
  loadCheckpoint,
  saveCheckpoint,
} from '../../src/tensor/checkpoint.js';
import type { Parameters } from '../../src/tensor/parameters.js';
import type { EpochRow } from './report.js';

/** Everything that changes while a model is trained: saved after each epoch, it goes on bit for bit. */
export interface TrainingState {
  readonly parameters: Parameters;
  readonly optimizer: AdamW;
  random: Random;
  /** [tokenDimension] running mean of the raw tokens. */
  meanToken: Float32Array;
  /** One row per finished epoch. */
  history: EpochRow[];
  bestEpoch: number;
  /** Training time so far. */
  seconds: number;
}

export const MEAN_TOKEN = 'mean-token';

const word = z.number().int();
const factsSchema = z.object({
  step: z.number().int(),
  random: z.tuple([word, word, word, word]),
  bestEpoch: z.number().int(),
  seconds: z.number(),
  history: z.array(
    z.object({ epoch: z.number().int(), trainCrossEntropy: z.number(), validationCrossEntropy: z.number() }),
  ),
});

/** Name of a run: two runs with one fingerprint would compute the same numbers. */
export function runFingerprint(facts: JsonValue): string {
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 16);
}

/** The two checkpoint files of a run. */
export class TrainingCheckpoints {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async saveLast(state: TrainingState): Promise<void> {
    const tensors = new Map([...modelTensors(state), ...state.optimizer.export()]);
    const facts = {
      step: state.optimizer.step,
      random: [...state.random.state],
      bestEpoch: state.bestEpoch,
      seconds: state.seconds,
      history: state.history.map((row) => ({ ...row })),
    };
    await saveCheckpoint(join(this.#folder, 'last.vtck'), { tensors, facts });
  }

  async saveBest(state: TrainingState): Promise<void> {
    const facts = { epoch: state.bestEpoch };
    await saveCheckpoint(join(this.#folder, 'best.vtck'), { tensors: modelTensors(state), facts });
  }

  /** Puts the last finished epoch into the state. @returns false when there is none. */
  async restoreLast(state: TrainingState): Promise<boolean> {
    const checkpoint = await loadCheckpoint(join(this.#folder, 'last.vtck'));
    if (checkpoint === undefined) return false;
    const facts = factsSchema.safeParse(checkpoint.facts);
    if (!facts.success) throw unusable(this.#folder, 'last.vtck');
    restoreModel(state, checkpoint);
    state.optimizer.import(checkpoint.tensors, facts.data.step);
    state.random = Random.fromState(facts.data.random satisfies RandomState);
    state.history = facts.data.history;
    state.bestEpoch = facts.data.bestEpoch;
    state.seconds = facts.data.seconds;
    return true;
  }

  /** Puts the weights of the best epoch into the state. */
  async restoreBest(state: TrainingState): Promise<void> {
    const checkpoint = await loadCheckpoint(join(this.#folder, 'best.vtck'));
    if (checkpoint === undefined) throw unusable(this.#folder, 'best.vtck');
    restoreModel(state, checkpoint);
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Weights and mean token by name. */
export function modelTensors(state: TrainingState): Map<string, HostTensor> {
  const mean = { shape: [state.meanToken.length], values: state.meanToken };
  return state.parameters.export().set(MEAN_TOKEN, mean);
}

function restoreModel(state: TrainingState, { tensors }: Checkpoint): void {
  state.parameters.import(tensors);
  state.meanToken = tensors.get(MEAN_TOKEN)?.values ?? state.meanToken;
}

function unusable(folder: string, name: string): VidtokenError {
  return new VidtokenError({
    code: 'checkpoint-invalid',
    message: `${join(folder, name)} is missing or was not written by a training run.`,
    hint: `Remove ${folder} and run \`vidtoken distill\` without \`--resume\`.`,
    facts: { folder },
  });
}
