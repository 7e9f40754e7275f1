import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
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
import { durableFile } from '../../src/tensor/durable-file.js';
import type { MovingAverage } from '../../src/tensor/moving-average.js';
import type { Parameters } from '../../src/tensor/parameters.js';
import { HEAD_PREFIX } from './auxiliary-head.js';
import { type EpochTotals, epochTotalsSchema } from './epoch-totals.js';
import { type EpochRow, epochSchema } from './report.js';

/** Everything that changes while a model is trained: saved now and then, it goes on bit for bit. */
export interface TrainingState {
  readonly parameters: Parameters;
  readonly optimizer: AdamW;
  /** Present when the averaged weights are the ones to evaluate and save. */
  readonly average?: MovingAverage;
  random: Random;
  /** [tokenDimension] running mean of the raw tokens. */
  meanToken: Float32Array;
  /** The epoch that is under way, if any. */
  epoch: EpochProgress | undefined;
  /** One row per finished epoch. */
  history: EpochRow[];
  bestEpoch: number;
  /** Training time so far. */
  seconds: number;
}

/** Where an epoch stands. */
export interface EpochProgress {
  /** The generator before the epoch drew its batches: it draws the same ones again. */
  readonly start: RandomState;
  readonly totals: EpochTotals;
}

export const MEAN_TOKEN = 'mean-token';

const word = z.number().int();
const randomState = z.tuple([word, word, word, word]);
const factsSchema = z.object({
  run: z.string(),
  step: z.number().int(),
  random: randomState,
  epoch: z.object({ start: randomState, totals: epochTotalsSchema }).optional(),
  bestEpoch: z.number().int(),
  seconds: z.number(),
  history: z.array(epochSchema),
});

/** Name of a run: two runs with one fingerprint would compute the same numbers. */
export function runFingerprint(facts: JsonValue): string {
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 16);
}

/** The two checkpoint files of a run, and its rows for people. */
export class TrainingCheckpoints {
  readonly #folder: string;

  /** @param folder named after the fingerprint of the run, which the checkpoints carry as well */
  constructor(folder: string) {
    this.#folder = folder;
  }

  async saveLast(state: TrainingState): Promise<void> {
    const average = state.average?.export() ?? [];
    const tensors = new Map([...weightTensors(state), ...state.optimizer.export(), ...average]);
    const { epoch } = state;
    const facts = {
      run: basename(this.#folder),
      step: state.optimizer.step,
      random: [...state.random.state],
      ...(epoch === undefined ? {} : { epoch: { start: [...epoch.start], totals: epoch.totals } }),
      bestEpoch: state.bestEpoch,
      seconds: state.seconds,
      history: state.history.map((row) => ({ ...row })),
    };
    await saveCheckpoint(join(this.#folder, 'last.vtck'), { tensors, facts });
    await durableFile(join(this.#folder, METRICS_FILE), [metricsLines(state.history)]);
  }

  /** @param evaluated the weights that reached the best validation loss, and the mean token that goes with them */
  async saveBest(state: TrainingState, evaluated: Weights): Promise<void> {
    const facts = { epoch: state.bestEpoch };
    await saveCheckpoint(join(this.#folder, 'best.vtck'), { tensors: weightTensors(evaluated), facts });
  }

  /** Puts what was saved last into the state. @returns false when there is nothing. */
  async restoreLast(state: TrainingState): Promise<boolean> {
    const checkpoint = await loadCheckpoint(join(this.#folder, 'last.vtck'));
    if (checkpoint === undefined) return false;
    const facts = factsSchema.safeParse(checkpoint.facts);
    if (!facts.success || facts.data.run !== basename(this.#folder))
      throw unusable(this.#folder, 'last.vtck');
    restoreModel(state, checkpoint);
    state.optimizer.import(checkpoint.tensors, facts.data.step);
    state.average?.import(checkpoint.tensors);
    state.random = Random.fromState(facts.data.random satisfies RandomState);
    state.epoch = facts.data.epoch;
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

type Weights = Pick<TrainingState, 'parameters' | 'meanToken'>;

/** What a model keeps: weights without those of the heads, and the mean token, by name. */
export function modelTensors(weights: Weights): Map<string, HostTensor> {
  return new Map([...weightTensors(weights)].filter(([name]) => !name.startsWith(HEAD_PREFIX)));
}

function weightTensors({ parameters, meanToken }: Weights): Map<string, HostTensor> {
  return parameters.export().set(MEAN_TOKEN, { shape: [meanToken.length], values: meanToken });
}

export const METRICS_FILE = 'metrics.jsonl';

/** One row per evaluation. Written whole from the history, so that a resumed run repeats none. */
export function metricsLines(history: readonly EpochRow[]): string {
  return history.map((row) => `${JSON.stringify(row)}\n`).join('');
}

function restoreModel(state: TrainingState, { tensors }: Checkpoint): void {
  state.parameters.import(tensors);
  state.meanToken = tensors.get(MEAN_TOKEN)?.values ?? state.meanToken;
}

function unusable(folder: string, name: string): VidtokenError {
  return new VidtokenError({
    code: 'checkpoint-invalid',
    message: `${join(folder, name)} is missing or was not written by this training run.`,
    hint: `Remove ${folder} and run \`vidtoken distill\` without \`--resume\`.`,
    facts: { folder },
  });
}
