import { z } from 'zod';
import { VidtokenError } from '../../src/core/errors.js';
import { type SpaceId, spaceId } from '../../src/core/ids.js';
import { Random } from '../../src/math/random.js';
import { loadCheckpoint } from '../../src/tensor/checkpoint.js';
import { CandidateDreamUmm } from './candidate-dreamumm.js';
import { candidateDreamUmmConfig } from './config.js';
import { createParameters } from './model.js';
import { CANDIDATE_FORMAT } from './save-model.js';

const thresholds = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('fitted'),
    groups: z.array(z.object({ upToSeconds: z.number(), thresholdSeconds: z.number(), watches: z.number() })),
    unknownDurationSeconds: z.number(),
  }),
  z.object({
    kind: z.literal('default'),
    durationShare: z.number(),
    ceilingSeconds: z.number(),
    unknownDurationSeconds: z.number(),
  }),
]);

const factsSchema = z.object({
  format: z.literal(CANDIDATE_FORMAT),
  spaceId: z.string().transform(spaceId),
  dimension: z.number().int().positive(),
  config: candidateDreamUmmConfig,
  preference: z.object({ thresholds, alphaPerSecond: z.number(), maximumWatchRatio: z.number() }),
});

/**
 * Opens a trained f_seq for the tokens of a space.
 * @returns undefined when there is no such file; the caller disposes the model.
 * @throws VidtokenError `space-mismatch` naming both spaces, `checkpoint-invalid`
 */
export async function loadCandidateDreamUmm(
  path: string,
  space: SpaceId,
): Promise<CandidateDreamUmm | undefined> {
  const checkpoint = await loadCheckpoint(path);
  if (checkpoint === undefined) return undefined;
  const parsed = factsSchema.safeParse(checkpoint.facts);
  if (!parsed.success) {
    throw new VidtokenError({
      code: 'checkpoint-invalid',
      message: `${path} holds no Candidate-DreamUMM: ${z.prettifyError(parsed.error)}`,
      hint: 'Train it again.',
      facts: { path },
    });
  }
  const { format: _, ...facts } = parsed.data;
  if (facts.spaceId !== space) throw otherSpace(path, facts.spaceId, space);
  const { config, dimension } = facts;
  const parameters = createParameters({ config, dimension, random: new Random(0) });
  try {
    parameters.import(checkpoint.tensors);
  } catch (error) {
    parameters.dispose();
    throw error;
  }
  return new CandidateDreamUmm(facts, parameters);
}

function otherSpace(path: string, trained: SpaceId, given: SpaceId): VidtokenError {
  return new VidtokenError({
    code: 'space-mismatch',
    message: `${path} was trained on tokens of the space ${trained}, the videos have tokens of ${given}.`,
    hint: 'Train it again on the current tokens.',
    facts: { path, trained, given },
  });
}
