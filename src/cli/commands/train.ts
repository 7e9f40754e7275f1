import { resolve } from 'node:path';
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { RECOMMENDER_IDS } from '../../../models/recommenders.js';
import type { JsonValue } from '../../core/media.js';
import type { TrainCandidateReport, TrainReport } from '../../core/reports/train-report.js';
import { SPLIT_POLICIES, type SplitPolicy } from '../../dataset/splits/split-interactions.js';
import type { BackendName } from '../../tensor/backend-names.js';
import { runCommand } from '../run-command.js';
import { addBackendOption, addSeedOption } from '../shared-options.js';

interface Options {
  readonly variant?: string;
  readonly set: Readonly<Record<string, JsonValue>>;
  readonly split?: SplitPolicy;
  readonly minRating?: number;
  readonly seed: number;
  readonly intensityPlot?: string;
  readonly refit: boolean;
  readonly backend: BackendName;
}

/** Learns from watch times over the video tokens instead of from pairs of users and items. */
const CANDIDATE_DREAMUMM = 'candidate-dreamumm';

/** `vidtoken train <model>` */
export function trainCommand(): Command {
  const command = new Command('train')
    .summary('train a recommender on the stored interactions')
    .description(
      'Learns from the interactions and the modality vectors of the store, and writes the final user and item ' +
        'vectors to LanceDB, from which `vidtoken recommend` serves. The epoch is chosen by Recall@20 on held-out ' +
        'interactions; then the model is trained on all of them for as many epochs. "candidate-dreamumm" learns long ' +
        'views from the watch log instead (--set and --seed apply); DreamUMM itself needs no training.',
    )
    .addArgument(new Argument('<model>', 'recommender').choices([...RECOMMENDER_IDS, CANDIDATE_DREAMUMM]))
    .option('--variant <name>', 'a named variant of the model, such as "paper"; the cards list them')
    .option(
      '--set <knob=value>',
      'a knob of the model, such as learningRate=0.002; may be repeated',
      collectKnob,
      {},
    )
    .addOption(
      new Option(
        '--split <policy>',
        'what is held out (default: as imported files say, else the last of each user, else at random)',
      ).choices([...SPLIT_POLICIES]),
    )
    .addOption(
      new Option(
        '--min-rating <n>',
        'only ratings from here on count as liking; watch logs count long views',
      ).argParser(finiteNumber),
    )
    .option(
      '--intensity-plot <file>',
      'write an SVG picture of the interest intensities of ten users (m3csr; Figure 6 of the paper)',
    )
    .option('--no-refit', 'keep the vectors that were trained without the held-out interactions')
    .addHelpText(
      'after',
      '\nExamples:\n  $ vidtoken import interactions/ && vidtoken train m3csr\n  $ vidtoken train lightgcn --set layers=3 --json',
    );
  addSeedOption(command);
  addBackendOption(command);
  return command.action(async (model: string, { set, minRating, intensityPlot, ...options }: Options) => {
    if (model === CANDIDATE_DREAMUMM) {
      await runCommand<TrainCandidateReport>(command, async ({ pipeline }) => {
        const { trainCandidate } = await import('../../../pipelines/train-candidate.js');
        const report = await trainCandidate({ context: pipeline, changes: set, ...options });
        return { report, text: candidateText(report) };
      });
      return;
    }
    await runCommand<TrainReport>(command, async ({ pipeline }) => {
      const { trainRecommender } = await import('../../../pipelines/train-recommender.js');
      const report = await trainRecommender({
        context: pipeline,
        model,
        changes: set,
        ...options,
        ...(minRating === undefined ? {} : { minimumRating: minRating }),
        ...(intensityPlot === undefined ? {} : { intensityPlotFile: resolve(intensityPlot) }),
      });
      return { report, text: trainText(report) };
    });
  });
}

function trainText(report: TrainReport): string {
  const chosen =
    report.bestEpoch === null
      ? 'closed form'
      : `epoch ${report.bestEpoch} of ${report.epochs}${report.refitted ? ', then trained on everything' : ''}`;
  const quality =
    report.validationRecall === null
      ? 'nothing was held out'
      : `Recall@20 ${report.validationRecall.toFixed(4)} on ${report.validationUsers} held-out users`;
  return [
    `${report.model}: ${report.users} users, ${report.items} videos, ${report.interactions} interactions in ${report.seconds.toFixed(1)} s`,
    `  ${chosen} · ${quality}`,
    `  vectors of ${report.dimension} numbers in space ${report.space}` +
      (report.servesNewItems ? '; new videos get theirs with: vidtoken embed' : ''),
    `  → vidtoken recommend --model ${report.model} --user ${asTyped(report.exampleUser)}`,
  ].join('\n');
}

function candidateText(report: TrainCandidateReport): string {
  const { users, watches, seconds, bestEpoch, epochs, heldOut } = report;
  const lines = [
    `candidate-dreamumm: ${watches} watches of ${users} users in ${seconds.toFixed(1)} s, epoch ${bestEpoch} of ${epochs}`,
  ];
  const auc = heldOut?.userAuc;
  if (auc !== undefined) {
    lines.push(
      `  long views of ${heldOut?.users} held-out users, area under the curve of each: ${auc.candidateDreamUmm.toFixed(3)} ` +
        `(DreamUMM ${auc.dreamUmm.toFixed(3)}, mean of the watched ${auc.meanSimilarity.toFixed(3)}, chance 0.5)`,
    );
  }
  const next = `  → vidtoken recommend --model candidate-dreamumm --user ${asTyped(report.exampleUser)}`;
  return [...lines, next].join('\n');
}

/** An id as it can be typed behind an option; ids of logs may hold anything. */
function asTyped(id: string): string {
  return /^[\w.:-]+$/.test(id) ? id : JSON.stringify(id);
}

/** `name=value`; the value is JSON where it reads as such, else text. */
function collectKnob(text: string, knobs: Readonly<Record<string, JsonValue>>): Record<string, JsonValue> {
  const [, name, value] = /^([A-Za-z][A-Za-z0-9]*)=(.+)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new InvalidArgumentError('Expected knob=value, such as learningRate=0.002.');
  }
  return { ...knobs, [name]: jsonOrText(value) };
}

function jsonOrText(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}

function finiteNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('Expected a number.');
  return value;
}
