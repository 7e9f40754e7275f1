import { extractorSetLabel } from '../../src/core/features.js';
import type { ModelContents } from './model-identity.js';
import type { VideoTokenReport } from './report.js';

/** `card.md` of a trained model: what it is, what it was trained on, how far to trust it. */
export function modelCard({ config, extractors }: ModelContents, report: VideoTokenReport): string {
  const verdict = report.tokenIgnored
    ? 'Shuffling the tokens between videos does NOT raise the loss: the decoder ignores the token. Do not use it.'
    : 'Shuffling the tokens between videos raises the loss: the token carries what the descriptions say.';
  const rows: readonly (readonly [string, string | number])[] = [
    ['validation, true token', report.validationCrossEntropy.toFixed(4)],
    ['validation, token of another video', report.shuffledCrossEntropy.toFixed(4)],
    ['validation, token of zeros', report.zeroTokenCrossEntropy.toFixed(4)],
    ['validation, word frequencies alone', report.unigramCrossEntropy.toFixed(4)],
    ['training, best epoch, with dropout', report.trainCrossEntropy.toFixed(4)],
  ];
  return `# ${report.spaceId}

A video token: one unit vector of ${report.tokenDimension} numbers per video, learned by writing the video's description from it
(DreamUMM, section 2.5). Read \`models/video-token/README.md\` of vidtoken for the architecture.

- Inputs: ${extractorSetLabel(extractors)}. The description is never an input.
- Trained on ${report.trainVideos} videos, validated on ${report.validationVideos} others; data SHA-256 \`${report.dataHash}\`.
- ${report.parameters.toLocaleString('en')} parameters, vocabulary ${report.vocabularySize}, seed ${config.seed}, backend ${report.backend}.
- ${report.epochs} of ${report.plannedEpochs} epochs (best: ${report.bestEpoch}), ${report.steps} steps, ${report.seconds.toFixed(0)} s.
- Descriptions cut at ${config.maximumDescriptionTokens} tokens: ${report.descriptionsCut}.

| cross-entropy, nats per description token | |
|---|---|
${rows.map(([name, value]) => `| ${name} | ${value} |`).join('\n')}

${verdict}
Effective rank of the validation tokens ${report.effectiveRank.toFixed(1)}, mean pairwise cosine ${report.meanPairwiseCosine.toFixed(3)}.

Licence: the weights follow the licences of the videos and descriptions they were trained on.
`;
}
