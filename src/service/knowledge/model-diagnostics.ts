import type { ModelSummary as SavedModel } from '../../core/reports/models-report.js';
import type { ModelSummary } from '../contract/run.js';

/** A saved model with what its training measured, and what each figure says. */
export function modelSummaryOf(model: SavedModel): ModelSummary {
  return {
    id: model.spaceId,
    isCurrent: model.selected,
    dimension: model.dimension ?? 0,
    trainedAt: model.createdAt,
    epochs: model.epochs,
    trainingVideos: model.trainVideos,
    validationVideos: model.validationVideos,
    diagnostics: diagnosticsOf(model),
  };
}

function diagnosticsOf(model: SavedModel): ModelSummary['diagnostics'] {
  const videos = model.validationVideos;
  return [
    {
      name: 'cross-entropy, own token',
      value: model.validationLoss,
      chance: null,
      meaning: 'Nats a word of held-out descriptions, read from the token of the video; lower is better',
    },
    {
      name: 'cross-entropy, shuffled tokens',
      value: model.shuffledLoss,
      chance: null,
      meaning:
        'The same from the token of another video: as low as with the own token means that the token is ignored',
    },
    {
      name: 'cross-entropy, no token',
      value: model.withoutTokenLoss,
      chance: null,
      meaning: 'A decoder that was trained without any token: what the language alone explains',
    },
    {
      name: 'cross-entropy, word frequencies',
      value: model.unigramLoss,
      chance: null,
      meaning: 'The floor: every word guessed by how often it stood in the training descriptions',
    },
    {
      name: 'description R@1',
      value: model.descriptionRecallAt1,
      chance: model.descriptionRecallAt1Chance,
      meaning: 'Share of held-out tokens that find their own description first',
    },
    {
      name: 'description median rank',
      value: model.descriptionMedianRank,
      chance: videos === null ? null : (videos + 1) / 2,
      meaning: 'Median place of the own description; 1 is best',
    },
    {
      name: 'effective rank',
      value: model.effectiveRank,
      chance: null,
      meaning: 'Directions that the tokens really use; near 1 they have collapsed',
    },
    {
      name: 'mean pairwise cosine',
      value: model.meanPairwiseCosine,
      chance: null,
      meaning:
        'Of two held-out tokens taken at random: near 0 they have nothing in common, near 1 all are alike',
    },
  ];
}
