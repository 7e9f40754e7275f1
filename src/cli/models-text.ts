import type { ModelSummary, ModelsCompareReport, ModelsReport } from '../core/reports/models-report.js';
import { textTable } from './text-table.js';

const UNKNOWN = '–';

/** Saved models as a table, and what is wrong with a damaged one. */
export function modelsText({ models, modelsFolder, selected }: ModelsReport): string {
  if (models.length === 0) {
    return `No model in ${modelsFolder}. Train one with: vidtoken embed <folder>, or: vidtoken distill`;
  }
  const head = [
    '',
    'space',
    'created',
    'clips',
    'held-out loss',
    'shuffled',
    'R@1',
    'dim',
    'backend',
    'size',
    'extractors',
  ];
  const rows = models.map((model) => [
    model.selected ? '*' : '',
    model.spaceId,
    minute(model.createdAt),
    `${model.trainVideos ?? UNKNOWN}+${model.validationVideos ?? UNKNOWN}`,
    fixed(model.validationLoss, 3),
    times(model.shuffledRatio),
    percent(model.descriptionRecallAt1),
    whole(model.dimension),
    model.backend ?? UNKNOWN,
    size(model.sizeBytes),
    model.problem === null ? (model.extractors ?? UNKNOWN) : 'DAMAGED',
  ]);
  return [
    textTable([head, ...rows]),
    'clips: trained+held out · held-out loss: cross-entropy in nats per description token · shuffled: times that with the tokens of other clips (1.00 × is bad) · R@1: own description found first',
    ...models.flatMap(({ spaceId, problem }) =>
      problem === null ? [] : [`damaged: ${spaceId}: ${problem}`],
    ),
    ...(selected === null ? ['No model is selected → run: vidtoken models select <id>'] : []),
  ].join('\n');
}

/** Models side by side: a column each, a row per figure, then the knobs that differ. */
export function compareText({ models, knobs, sameData }: ModelsCompareReport): string {
  const row = (name: string, figureOf: (model: ModelSummary) => string): string[] => [
    name,
    ...models.map(figureOf),
  ];
  const rows = [
    row('', (model) => model.spaceId + (model.selected ? ' *' : '')),
    row('created', (model) => minute(model.createdAt)),
    row('code version', (model) => model.codeVersion ?? UNKNOWN),
    row(
      'clips trained / held out',
      (model) => `${whole(model.trainVideos)} / ${whole(model.validationVideos)}`,
    ),
    row('held-out cross-entropy', (model) => fixed(model.validationLoss, 4)),
    row('  tokens shuffled', (model) => `${fixed(model.shuffledLoss, 4)} (${times(model.shuffledRatio)})`),
    row('  decoder without token', (model) => fixed(model.withoutTokenLoss, 4)),
    row('  word frequencies', (model) => fixed(model.unigramLoss, 4)),
    row('own description first', (model) => percent(model.descriptionRecallAt1)),
    row('  by chance', (model) => percent(model.descriptionRecallAt1Chance)),
    row('  median rank', (model) => fixed(model.descriptionMedianRank, 1)),
    row('effective rank', (model) => fixed(model.effectiveRank, 1)),
    row('mean pairwise cosine', (model) => fixed(model.meanPairwiseCosine, 3)),
    row('dimension', (model) => whole(model.dimension)),
    row('parameters', (model) => whole(model.parameters)),
    row('epochs', (model) => whole(model.epochs)),
    row('training time', (model) => (model.seconds === null ? UNKNOWN : `${model.seconds.toFixed(1)} s`)),
    row('backend', (model) => model.backend ?? UNKNOWN),
    row('size on disk', (model) => size(model.sizeBytes)),
    row('data', (model) => model.dataHash?.slice(0, 16) ?? UNKNOWN),
    row('extractors', (model) => model.extractors ?? UNKNOWN),
    ...knobs.map(({ name, values }) => [
      name,
      ...values.map((value) => (value === null ? UNKNOWN : JSON.stringify(value))),
    ]),
  ];
  const warning = 'They were trained on other data: a lower loss does not mean a better model.';
  return [textTable(rows), ...(sameData === false ? [warning] : [])].join('\n');
}

/** `2026-11-21 11:38`, in UTC. */
function minute(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}

function fixed(value: number | null, digits: number): string {
  return value === null ? UNKNOWN : value.toFixed(digits);
}

function whole(value: number | null): string {
  return value === null ? UNKNOWN : value.toLocaleString('en');
}

function times(ratio: number | null): string {
  return ratio === null ? UNKNOWN : `${ratio.toFixed(2)} ×`;
}

function percent(share: number | null): string {
  return share === null ? UNKNOWN : `${(100 * share).toFixed(1)} %`;
}

function size(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
