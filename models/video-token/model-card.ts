import type { ExtractorSpec } from '../../src/core/features.js';
import type { ModelContents } from './model-identity.js';
import type { LabelRetrieval, VideoTokenReport } from './report.js';

const NOT_MEASURED = 'not measured';
/** What is said about the licence of the inputs when nobody said anything. */
export const LICENCE_NOT_STATED = 'not stated';

/** `card.md` of a trained model: what it is, what it was trained on, how far to trust it. */
export function modelCard({ config, extractors }: ModelContents, report: VideoTokenReport): string {
  const { provenance } = report;
  return `# ${report.spaceId}

A video token: one unit vector of ${report.tokenDimension} numbers per video, learned by writing the video's description from it
(DreamUMM, section 2.5). Read \`models/video-token/README.md\` of vidtoken for the architecture.

- Trained ${provenance === undefined ? 'at an unknown time' : `on ${provenance.createdAt}`} by vidtoken ${provenance?.codeVersion ?? 'of an unknown version'}, backend ${report.backend}, seed ${config.seed}.
- Trained on ${report.trainVideos} videos, validated on ${report.validationVideos} others (\`validation.json\` lists them); ${report.withoutDescription} without a description were left out.
- Data SHA-256 \`${report.dataHash}\` (contents, features, descriptions); model SHA-256 \`${report.modelHash}\`.
- ${report.parameters.toLocaleString('en')} parameters, vocabulary ${report.vocabularySize}.
- ${report.epochs} of ${report.plannedEpochs} epochs (best: ${report.bestEpoch}), ${report.steps} steps, ${report.seconds.toFixed(0)} s.
- Descriptions cut at ${config.maximumDescriptionTokens} tokens: ${report.descriptionsCut}.

## Inputs

The description is never an input. The model reads these extractors, in this order, and no other versions of them:

${table(['extractor', 'version', 'modality', 'width', 'weights'], extractors.map(extractorRow))}

Licence of the inputs: ${oneLine(provenance?.inputLicence ?? LICENCE_NOT_STATED)}.
The weights follow the licences of the videos, descriptions and extractor weights that they were made from.

## Metrics

${table(['cross-entropy on held-out videos', 'nats per description token'], crossEntropyRows(report))}

${verdict(report)}

${table(['diagnostic on held-out videos', 'value', 'chance or range'], diagnosticRows(report))}

## Intended use

Similarity search, clustering and recommendation among short videos like those it was trained on, with vectors of this
space alone. The read-out (\`vidtoken explain\`) shows what a vector knows; it is no caption for publication.

## Limits

- It knows what the descriptions said, and only what the extractors can see or hear. What no description mentions is lost.
- Errors and prejudices of the descriptions are learned with them. A description that sounds sure may be wrong.
- It must not be used to identify people, nor for decisions about them.
- Figures are of one training run on ${report.validationVideos} held-out videos; they say nothing about videos of another kind.
`;
}

type Row = readonly string[];

function crossEntropyRows(report: VideoTokenReport): Row[] {
  return [
    ['own token', fixed(report.validationCrossEntropy, 4)],
    ['token of another video', fixed(report.shuffledCrossEntropy, 4)],
    ['token of zeros', fixed(report.zeroTokenCrossEntropy, 4)],
    ['a decoder trained without any token', fixed(report.withoutTokenCrossEntropy, 4)],
    ['word frequencies alone', fixed(report.unigramCrossEntropy, 4)],
    ['(training videos, best epoch, with dropout)', fixed(report.trainCrossEntropy, 4)],
  ];
}

function verdict({ tokenIgnored }: VideoTokenReport): string {
  return tokenIgnored
    ? 'Shuffling the tokens between videos does NOT raise the loss: the decoder ignores the token. Do not use it.'
    : 'Shuffling the tokens between videos raises the loss: the token carries what the descriptions say.';
}

function diagnosticRows(report: VideoTokenReport): Row[] {
  const retrieval = report.descriptionRetrieval;
  return [
    ['effective rank of the tokens', fixed(report.effectiveRank, 1), `1 … ${report.tokenDimension}`],
    ['mean pairwise cosine', fixed(report.meanPairwiseCosine, 3), '1 is collapse'],
    ['own description found first (R@1)', percent(retrieval?.recallAt1), percent(retrieval?.chanceRecallAt1)],
    [
      'median rank of the own description',
      fixed(retrieval?.medianRank, 1),
      fixed(retrieval?.chanceMedianRank, 1),
    ],
    ...report.labelRetrieval.flatMap(labelRows),
  ];
}

function labelRows({ label, hitRates, precisionAt10, chancePrecisionAt10 }: LabelRetrieval): Row[] {
  const name = `label ${oneLine(label)}`;
  return [
    ...hitRates.map(({ cutoff, hitRate, chance }) => [
      `${name}, HitRate@${cutoff}`,
      percent(hitRate),
      percent(chance),
    ]),
    [`${name}, precision@10`, percent(precisionAt10), percent(chancePrecisionAt10)],
  ];
}

function extractorRow({ id, version, modality, width, weightsHash }: ExtractorSpec): Row {
  return [
    id,
    String(version),
    modality,
    String(width),
    weightsHash === undefined ? 'none' : `\`${weightsHash}\``,
  ];
}

function table(head: Row, rows: readonly Row[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function fixed(value: number | undefined, digits: number): string {
  return value === undefined ? NOT_MEASURED : value.toFixed(digits);
}

function percent(share: number | undefined): string {
  return share === undefined ? NOT_MEASURED : `${(100 * share).toFixed(1)} %`;
}

/** Text from outside must not break a table, start a line of its own, or bring markup along. */
function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .replace(/[\\`*_[\]<>|#!]/g, '\\$&')
    .trim();
}
