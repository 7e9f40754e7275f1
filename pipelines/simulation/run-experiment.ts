import {
  type CandidateDreamUmmConfig,
  candidateDreamUmmConfig,
} from '../../models/candidate-dreamumm/config.js';
import { type TrainedCandidate, trainCandidateDreamUmm } from '../../models/candidate-dreamumm/train.js';
import { type DreamUmmConfig, dreamUmmConfig } from '../../models/dreamumm/config.js';
import { fitLongViewThresholds } from '../../models/dreamumm/long-view-thresholds.js';
import { isLongView, type PreferenceOptions } from '../../models/dreamumm/preference-score.js';
import { countedSeconds, type Watch } from '../../models/dreamumm/watch.js';
import type { SpaceId } from '../../src/core/ids.js';
import type { Logger } from '../../src/core/runtime.js';
import { armMetrics, type OnlineMetric, type UserRatios } from './arm-metrics.js';
import { dreamUmmPolicy } from './dreamumm-policies.js';
import { futureRecall } from './future-recall.js';
import {
  galleryOf,
  generateWatchLog,
  LIST_LENGTH,
  POOL_SIZE,
  simulatedUserId,
} from './generate-watch-log.js';
import { copyArmState, type Play, runArm } from './run-arm.js';
import {
  lastWatchedPolicy,
  plainMeanPolicy,
  popularityPolicy,
  randomPolicy,
  recencyMeanPolicy,
} from './simple-policies.js';
import type { SimulatedItem } from './simulated-item.js';
import { simulatedWorld } from './simulated-world.js';
import type { WatchPolicy } from './watch-policy.js';
import type { WorldSettings } from './world-settings.js';

export interface ExperimentOptions {
  readonly items: readonly SimulatedItem[];
  readonly spaceId: SpaceId;
  readonly users: number;
  readonly warmUpDays: number;
  readonly days: number;
  readonly settings: WorldSettings;
  readonly seed: number;
  readonly cutoff: number;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly onDay: () => void;
}

export interface ArmOutcome {
  readonly policy: WatchPolicy;
  readonly metrics: Readonly<Record<OnlineMetric | 'futureRecall', UserRatios>>;
}

export interface Experiment {
  readonly arms: readonly ArmOutcome[];
  readonly warmUp: readonly Play[];
  readonly durationGroups: number;
  readonly candidate: Omit<TrainedCandidate, 'model'>;
  /** Videos that arrive while the arms run. */
  readonly arriving: number;
}

/** Arms of the experiment: `onDay` is called for every day of the warm-up and of each of them. */
export const ARM_COUNT = 9;
/** Half-life of the decaying variant of DreamUMM, about the drift of the recency mean. */
const HALF_LIFE_DAYS = 3;

/**
 * SIMULATION of an A/B experiment in which every user takes part in every arm: a warm-up that writes a log, from which
 * thresholds and Candidate-DreamUMM are learned, then the same days again for each policy with the same luck.
 * @throws the signal's reason.
 */
export async function runExperiment(options: ExperimentOptions): Promise<Experiment> {
  const { items, users, warmUpDays, days, settings, seed } = options;
  const allDays = warmUpDays + days;
  const world = simulatedWorld({ items, users, days: allDays, newUsersFrom: warmUpDays, settings, seed });
  const gallery = galleryOf(items);
  const startMs = 0;
  const log = { ...options, world, gallery, startMs };
  const warmUp = generateWatchLog({ ...log, days: warmUpDays });
  const config = dreamUmmConfig.parse({});
  const preference = fittedPreference(warmUp.plays, config);
  const candidate = await trainOnLog(warmUp.plays, { ...options, preference });
  const { model, ...training } = candidate;
  try {
    const arm = {
      ...log,
      fromDay: warmUpDays,
      toDay: allDays,
      poolSize: POOL_SIZE,
      listLength: LIST_LENGTH,
      isLongView: (watch: Watch) => isLongView(watch, preference),
    };
    const outcomes = policies({ ...options, preference, model }).map((policy) => ({
      policy,
      ...runArm({ ...arm, policy, state: copyArmState(warmUp.state) }),
    }));
    const future = outcomes.find(({ policy }) => policy.id === randomPolicy.id)?.plays ?? [];
    const arms = outcomes.map(({ policy, plays, exposures }): ArmOutcome => {
      const past = warmUp.plays.map((play) => ({ ...play, longView: isLongView(play.watch, preference) }));
      const online = armMetrics({ items, plays, exposures, start: warmUp.state, past });
      const recall = { ...arm, state: copyArmState(warmUp.state) };
      const { cutoff } = options;
      return {
        policy,
        metrics: { ...online, futureRecall: futureRecall({ arm: recall, policy, future, cutoff }) },
      };
    });
    return {
      arms,
      warmUp: warmUp.plays.map((play) => ({ ...play, longView: isLongView(play.watch, preference) })),
      durationGroups: preference.thresholds.kind === 'fitted' ? preference.thresholds.groups.length : 0,
      candidate: training,
      arriving: items.filter((_, item) => world.arrivalDay(item) >= warmUpDays).length,
    };
  } finally {
    model.dispose();
  }
}

function fittedPreference(plays: readonly Play[], config: DreamUmmConfig): PreferenceOptions {
  const { alphaPerSecond, maximumWatchRatio } = config;
  const watches = plays.map(({ watch }) => ({
    watchSeconds: countedSeconds(watch, maximumWatchRatio),
    durationSeconds: watch.durationSeconds,
  }));
  return { thresholds: fitLongViewThresholds({ ...config, watches }), alphaPerSecond, maximumWatchRatio };
}

function trainOnLog(
  plays: readonly Play[],
  options: ExperimentOptions & { readonly preference: PreferenceOptions },
): Promise<TrainedCandidate> {
  const histories = Array.from({ length: options.users }, (_, user) => ({
    userId: simulatedUserId(user),
    watches: plays.filter((play) => play.user === user).map(({ watch }) => watch),
  }));
  const tokens = new Map(options.items.map(({ itemId, token }) => [itemId, token]));
  const config: CandidateDreamUmmConfig = candidateDreamUmmConfig.parse({});
  const dimension = options.items[0]?.token.length ?? 0;
  return trainCandidateDreamUmm({ ...options, histories, tokens, dimension, config });
}

function policies(options: {
  readonly spaceId: SpaceId;
  readonly preference: PreferenceOptions;
  readonly model: TrainedCandidate['model'];
}): WatchPolicy[] {
  const { model, ...shared } = options;
  const decaying = { ...shared.preference, decayHalfLifeDays: HALF_LIFE_DAYS };
  return [
    randomPolicy,
    popularityPolicy,
    lastWatchedPolicy,
    plainMeanPolicy,
    recencyMeanPolicy,
    dreamUmmPolicy({ ...shared, id: 'dreamumm', purpose: 'DreamUMM, eqs. 2–4, no decay' }),
    dreamUmmPolicy({
      ...shared,
      preference: decaying,
      id: 'dreamumm-decay',
      purpose: `DreamUMM with a half-life of ${HALF_LIFE_DAYS} days`,
    }),
    dreamUmmPolicy({
      ...shared,
      predictor: model,
      id: 'candidate-dreamumm',
      purpose: 'Candidate-DreamUMM, eqs. 5–7, for every request',
    }),
    dreamUmmPolicy({
      ...shared,
      predictor: model,
      contrast: 'above-mean',
      id: 'candidate-contrast',
      purpose: 'the same with the predictions above their mean only',
    }),
  ];
}
