import type { LabelledItem } from '../../../src/dataset/label-relevance.js';
import { cosinesWithRow, type UnitRows } from '../../../src/math/unit-rows.js';
import { hitRateEq10 } from '../../../src/metrics/hit-rate-eq10.js';
import { precision } from '../../../src/metrics/precision.js';
import type { RankedQuery, RankingMetric } from '../../../src/metrics/ranking-metric.js';
import { cutoffFor, type Definition } from './quality-definitions.js';
import { chanceScores, queriedClips, type RetrievalTask, rankTask, retrievalTask } from './retrieval-task.js';

export const VISUAL_LABELS = ['target', 'bodyPart', 'equipment'] as const;
/** `visual` is the mean of the three labels before it; `soundLabelled` ranks only clips that carry the label. */
export const COLUMNS = [...VISUAL_LABELS, 'visual', 'sound', 'soundLabelled'] as const;
export type Column = (typeof COLUMNS)[number];
type LabelColumn = Exclude<Column, 'visual'>;

/** Scores of every query by definition and column; their mean is the figure of the table. */
export type VectorScores = Readonly<Record<string, Readonly<Record<Column, readonly number[]>>>>;

/** A definition made ready for the clips of one split. */
interface ReadyDefinition {
  readonly id: string;
  readonly metric: Definition['metric'];
  readonly cutoff: number;
  readonly tasks: Readonly<Record<LabelColumn, RetrievalTask>>;
}

export interface QualityTasks {
  readonly clips: number;
  readonly definitions: readonly ReadyDefinition[];
}

const METRICS: Readonly<Record<Definition['metric'], RankingMetric>> = { hitRate: hitRateEq10, precision };

/** @param options.seed of the definitions that draw their queries */
export function qualityTasks(options: {
  readonly items: readonly LabelledItem[];
  readonly isEvaluated: readonly boolean[];
  readonly definitions: readonly Definition[];
  readonly seed: number;
}): QualityTasks {
  const { items, isEvaluated, seed } = options;
  const everyone = items.map(() => true);
  const ready = options.definitions.map((definition): ReadyDefinition => {
    const { id, metric, drawnQueries } = definition;
    const isInGallery = definition.gallery === 'all' ? everyone : isEvaluated;
    const isQuery = definition.queries === 'all' ? everyone : isEvaluated;
    const task = (label: string, labelledOnly = false): RetrievalTask =>
      retrievalTask({
        items,
        label,
        isInGallery,
        isQuery,
        labelledOnly,
        ...(drawnQueries === undefined ? {} : { draw: { queries: drawnQueries, seed } }),
      });
    const tasks = {
      target: task('target'),
      bodyPart: task('bodyPart'),
      equipment: task('equipment'),
      sound: task('sound'),
      soundLabelled: task('sound', true),
    };
    return { id, metric, tasks, cutoff: cutoffFor(definition, isInGallery.filter(Boolean).length) };
  });
  return { clips: items.length, definitions: ready };
}

/** Scores of one kind of vector by cosine. */
export function scoreVectors(tasks: QualityTasks, rows: UnitRows): VectorScores {
  const known = new Map<number, Float64Array>();
  const scoresOf = (clip: number): Float64Array => {
    const scores = known.get(clip) ?? cosinesWithRow(rows, clip);
    known.set(clip, scores);
    return scores;
  };
  return byDefinition(tasks, ({ metric, cutoff }, task) => {
    const ranked: readonly RankedQuery[] = rankTask(task, scoresOf, cutoff);
    return ranked.map((query) => METRICS[metric].score(query, cutoff));
  });
}

/** What vectors that say nothing can be expected to score. */
export function chanceOf(tasks: QualityTasks): VectorScores {
  return byDefinition(tasks, ({ metric, cutoff }, task) => chanceScores(task, cutoff, metric));
}

function byDefinition(
  { definitions, clips }: QualityTasks,
  scoresOf: (definition: ReadyDefinition, task: RetrievalTask) => number[],
): VectorScores {
  return Object.fromEntries(
    definitions.map((definition) => {
      const { tasks } = definition;
      const of = (column: LabelColumn): number[] => scoresOf(definition, tasks[column]);
      const labels = { target: of('target'), bodyPart: of('bodyPart'), equipment: of('equipment') };
      const visual = meanByClip(
        VISUAL_LABELS.map((label) => ({ clips: queriedClips(tasks[label]), scores: labels[label] })),
        clips,
      );
      return [definition.id, { ...labels, visual, sound: of('sound'), soundLabelled: of('soundLabelled') }];
    }),
  );
}

/**
 * One number per queried clip whose mean is the mean of the means of the labels, also where a clip is not asked for by
 * every label: so a bootstrap draws whole clips, as it must, because a clip's labels are not independent.
 */
export function meanByClip(
  labels: readonly { readonly clips: readonly number[]; readonly scores: readonly number[] }[],
  clips: number,
): number[] {
  const sums = new Float64Array(clips);
  const asked = new Set(labels.flatMap((label) => label.clips));
  for (const label of labels) {
    const weight = asked.size / (label.clips.length * labels.length);
    for (const [query, clip] of label.clips.entries()) {
      sums[clip] = (sums[clip] as number) + weight * (label.scores[query] as number);
    }
  }
  return [...asked].map((clip) => sums[clip] as number);
}
