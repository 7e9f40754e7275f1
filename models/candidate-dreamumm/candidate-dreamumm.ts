import type { SpaceId } from '../../src/core/ids.js';
import type { Parameters } from '../../src/tensor/parameters.js';
import { readValues } from '../../src/tensor/read-values.js';
import type { PreferenceOptions } from '../dreamumm/preference-score.js';
import { usableToken } from '../dreamumm/user-vector.js';
import type { CandidateDreamUmmConfig } from './config.js';
import type { LongViewPredictor, PredictOptions } from './long-view-predictor.js';
import { longViewLogits } from './model.js';
import { type SequenceGroup, sequenceBatch, type TokenWatch } from './sequence-batch.js';

/** All that decides what a trained f_seq answers, beside its weights. */
export interface CandidateDreamUmmFacts {
  readonly spaceId: SpaceId;
  readonly dimension: number;
  readonly config: CandidateDreamUmmConfig;
  /** How the watch times of its training were read; those of a request are read alike. */
  readonly preference: PreferenceOptions;
}

/** Candidates that are scored at once. */
const CHUNK = 2048;

/** A trained f_seq. Owns its weights. */
export class CandidateDreamUmm implements LongViewPredictor {
  readonly facts: CandidateDreamUmmFacts;
  readonly parameters: Parameters;

  constructor(facts: CandidateDreamUmmFacts, parameters: Parameters) {
    this.facts = facts;
    this.parameters = parameters;
  }

  get spaceId(): SpaceId {
    return this.facts.spaceId;
  }

  predict({ watches, tokens, candidates }: PredictOptions): Float32Array {
    const longest = Math.max(...this.facts.config.windows);
    const known = watches.flatMap((watch): TokenWatch[] => {
      const token = usableToken(tokens, watch.itemId);
      return token === undefined ? [] : [{ watch, token }];
    });
    const recent = known.slice(-longest);
    const probabilities = new Float32Array(candidates.length);
    for (let start = 0; start < candidates.length; start += CHUNK) {
      const chunk = candidates.slice(start, start + CHUNK);
      const shown = chunk.map((token) => ({ token, before: recent.length }));
      probabilities.set(this.probabilities([{ watches: recent, candidates: shown }]), start);
    }
    return probabilities;
  }

  /** Predicted probability of a long view for every candidate of the groups, in order. */
  probabilities(groups: readonly SequenceGroup[]): Float32Array {
    const { config, dimension, preference } = this.facts;
    const batch = sequenceBatch(groups, { ...preference, windows: config.windows, dimension });
    const { parameters } = this;
    const logits = readValues(() => longViewLogits({ parameters, config, batch, disturb: (mixed) => mixed }));
    return Float32Array.from(batch.candidateTokens, (_, row) => {
      const [not, long] = [logits[2 * row] as number, logits[2 * row + 1] as number];
      return 1 / (1 + Math.exp(not - long));
    });
  }

  dispose(): void {
    this.parameters.dispose();
  }
}
