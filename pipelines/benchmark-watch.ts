import {
  type ArmReport,
  type BenchmarkWatchReport,
  type ComparisonReport,
  WATCH_METRICS,
} from '../src/core/reports/benchmark-watch-report.js';
import { Random } from '../src/math/random.js';
import { selectBackend } from '../src/tensor/backend.js';
import type { BackendName } from '../src/tensor/backend-names.js';
import type { PipelineContext } from './context.js';
import { ratioOf } from './simulation/arm-metrics.js';
import { LIST_LENGTH, POOL_SIZE } from './simulation/generate-watch-log.js';
import { type LoadedItems, loadSimulatedItems } from './simulation/load-simulated-items.js';
import { relativeDifference } from './simulation/relative-difference.js';
import { ARM_COUNT, type ArmOutcome, type Experiment, runExperiment } from './simulation/run-experiment.js';
import { worldSettings } from './simulation/world-settings.js';
import { requireCurrentSpace } from './stages/current-model.js';
import { withStore } from './stages/open-for-reading.js';

export interface BenchmarkWatchOptions {
  readonly context: PipelineContext;
  readonly users: number;
  /** Days that each arm runs, after the warm-up. */
  readonly days: number;
  readonly warmUpDays: number;
  readonly seed: number;
  /** Videos that take part; all stored ones, and at least 300, when absent. */
  readonly items?: number;
  readonly backend: BackendName;
}

/** K of the recall of future long views. */
const CUTOFF = 20;
const TREATMENTS = ['dreamumm', 'dreamumm-decay', 'candidate-dreamumm', 'candidate-contrast'];
const CONTROLS = ['popularity', 'last-watched', 'plain-mean', 'recency-mean'];

/**
 * SIMULATED A/B experiment on the stored tokens, in the manner of Table 1 and Figure 4 of DreamUMM: its two methods
 * against popularity, similarity to the last video, a plain mean and a recency mean, with paired intervals.
 * @throws VidtokenError `no-model`, `too-few-videos`, `space-mismatch`, `backend-unavailable`; the signal's reason.
 */
export async function benchmarkWatch(options: BenchmarkWatchOptions): Promise<BenchmarkWatchReport> {
  const { context, seed, users, days, warmUpDays } = options;
  const { clock, signal, logger } = context;
  const startedMs = clock();
  const space = await requireCurrentSpace(context);
  const count = options.items === undefined ? {} : { count: options.items };
  const loaded = await withStore(context, (store) =>
    loadSimulatedItems({ store, space, seed, signal, ...count }),
  );
  await selectBackend({ name: options.backend, logger });
  const total = warmUpDays + ARM_COUNT * days;
  const stage = context.progress.stage({ name: 'simulate', unit: 'days', total });
  const settings = worldSettings.parse({});
  const experiment = await runExperiment({
    items: loaded.items,
    spaceId: space.id,
    users,
    warmUpDays,
    days,
    settings,
    seed,
    cutoff: CUTOFF,
    logger,
    signal,
    onDay: () => stage.advance(1),
  });
  stage.done();
  return {
    simulated: true,
    space: space.id,
    seed,
    users,
    newUsers: Math.round(settings.newUserShare * users),
    warmUpDays,
    days,
    items: itemFacts(loaded, experiment),
    cutoff: CUTOFF,
    poolSize: POOL_SIZE,
    listLength: LIST_LENGTH,
    warmUp: warmUpFacts(experiment),
    candidateModel: candidateFacts(experiment),
    arms: experiment.arms.map(armReport),
    comparisons: comparisons(experiment.arms, seed),
    notes: [...loaded.notes],
    seconds: (clock() - startedMs) / 1000,
  };
}

function itemFacts({ items, stored }: LoadedItems, { arriving }: Experiment): BenchmarkWatchReport['items'] {
  const clusters = new Set(items.map(({ clusterId }) => clusterId)).size;
  return { total: items.length, stored, clusters, arriving };
}

function warmUpFacts({ warmUp, durationGroups }: Experiment): BenchmarkWatchReport['warmUp'] {
  const longViews = warmUp.filter(({ longView }) => longView).length;
  return {
    plays: warmUp.length,
    longViewShare: warmUp.length === 0 ? 0 : longViews / warmUp.length,
    durationGroups,
  };
}

function candidateFacts({ candidate }: Experiment): BenchmarkWatchReport['candidateModel'] {
  const { epochs, bestEpoch, heldOut } = candidate;
  return {
    epochs: epochs.length,
    bestEpoch,
    heldOutUsers: heldOut?.users ?? 0,
    heldOutExamples: heldOut?.examples ?? 0,
    loss: heldOut?.loss ?? null,
    constantLoss: heldOut?.constantLoss ?? null,
    auc: heldOut?.auc ?? null,
    userAuc: heldOut?.userAuc ?? null,
  };
}

function armReport({ policy, metrics }: ArmOutcome): ArmReport {
  const value = (metric: keyof ArmOutcome['metrics']): number | null => ratioOf(metrics[metric]) ?? null;
  return {
    policy: policy.id,
    purpose: policy.purpose,
    metrics: {
      futureRecall: value('futureRecall'),
      playCount: value('playCount'),
      activeDays: value('activeDays'),
      exposedCluster: value('exposedCluster'),
      surpriseCluster: value('surpriseCluster'),
      longViewShare: value('longViewShare'),
    },
  };
}

function comparisons(arms: readonly ArmOutcome[], seed: number): ComparisonReport[] {
  const byId = new Map(arms.map((arm) => [arm.policy.id, arm.metrics]));
  return TREATMENTS.flatMap((treatment) =>
    CONTROLS.flatMap((control) =>
      WATCH_METRICS.flatMap((metric): ComparisonReport[] => {
        const [left, right] = [byId.get(treatment)?.[metric], byId.get(control)?.[metric]];
        if (left === undefined || right === undefined) return [];
        const random = new Random(seed);
        const difference = relativeDifference({ treatment: left, control: right, random }) ?? null;
        return [{ treatment, control, metric, difference }];
      }),
    ),
  );
}
