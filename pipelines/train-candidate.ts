import { candidateDreamUmmConfig } from '../models/candidate-dreamumm/config.js';
import { saveCandidateDreamUmm } from '../models/candidate-dreamumm/save-model.js';
import { type TrainedCandidate, trainCandidateDreamUmm } from '../models/candidate-dreamumm/train.js';
import type { WatchHistory } from '../models/candidate-dreamumm/training-examples.js';
import { dreamUmmConfig } from '../models/dreamumm/config.js';
import type { Watch } from '../models/dreamumm/watch.js';
import { VidtokenError } from '../src/core/errors.js';
import type { VideoId } from '../src/core/ids.js';
import type { JsonValue } from '../src/core/media.js';
import type { TrainCandidateReport } from '../src/core/reports/train-report.js';
import type { VideoStore } from '../src/core/store.js';
import { selectBackend } from '../src/tensor/backend.js';
import type { BackendName } from '../src/tensor/backend-names.js';
import type { PipelineContext } from './context.js';
import { storedThresholds } from './recommend/interaction-statistics.js';
import { predictorFile } from './recommend/load-predictor.js';
import { watchOf } from './recommend/positive-rules.js';
import { requireCurrentSpace } from './stages/current-model.js';
import { withWritableStore } from './stages/open-for-reading.js';
import { createRunJournal } from './stages/run-journal.js';

export interface TrainCandidateRun {
  readonly context: PipelineContext;
  /** Knobs that differ from their defaults. */
  readonly changes: Readonly<Record<string, JsonValue>>;
  readonly seed: number;
  readonly backend: BackendName;
}

/**
 * Trains f_seq of Candidate-DreamUMM on the stored watch log and saves it: `train candidate-dreamumm`.
 * @throws VidtokenError `configuration` without watches, `invalid-value` for a wrong knob or too few users, `no-model`
 */
export async function trainCandidate(run: TrainCandidateRun): Promise<TrainCandidateReport> {
  const { context, seed } = run;
  const config = candidateDreamUmmConfig.safeParse(run.changes);
  if (!config.success) {
    throw new VidtokenError({
      code: 'invalid-value',
      message: `The configuration of Candidate-DreamUMM is not valid: ${config.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}.`,
      hint: 'Every knob with its default stands in models/candidate-dreamumm/config.ts.',
    });
  }
  const space = await requireCurrentSpace(context);
  await selectBackend({ name: run.backend, logger: context.logger });
  return withWritableStore({ context, command: 'train' }, async (store) => {
    const journal = createRunJournal({
      ...context,
      store,
      command: 'train',
      config: { model: 'candidate-dreamumm', config: config.data },
    });
    await journal.begin();
    return journal.close(
      async () => {
        const startedMs = context.clock();
        const histories = await readHistories(store);
        const { alphaPerSecond, maximumWatchRatio } = dreamUmmConfig.parse({});
        const trained = await trainCandidateDreamUmm({
          histories,
          tokens: await readTokens(store),
          spaceId: space.id,
          dimension: space.dimension,
          preference: { thresholds: await storedThresholds(store), alphaPerSecond, maximumWatchRatio },
          config: config.data,
          seed,
          logger: context.logger,
          signal: context.signal,
        });
        try {
          await saveCandidateDreamUmm(predictorFile(context), trained.model);
          const seconds = (context.clock() - startedMs) / 1000;
          return { ...reportOf(trained, histories), space: space.id, config: config.data, seed, seconds };
        } finally {
          trained.model.dispose();
        }
      },
      () => ({ seed, spaceId: space.id }),
    );
  });
}

function reportOf({ epochs, bestEpoch, heldOut }: TrainedCandidate, histories: readonly WatchHistory[]) {
  return {
    model: 'candidate-dreamumm' as const,
    users: histories.length,
    exampleUser: histories[0]?.userId ?? '',
    watches: histories.reduce((sum, { watches }) => sum + watches.length, 0),
    epochs: epochs.length,
    bestEpoch,
    validationLoss: epochs.find(({ epoch }) => epoch === bestEpoch)?.validationLoss ?? null,
    heldOut: heldOut ?? null,
  };
}

async function readHistories(store: VideoStore): Promise<WatchHistory[]> {
  const histories = new Map<string, Watch[]>();
  for await (const page of store.interactions.scan()) {
    for (const event of page) {
      const watch = watchOf(event);
      if (watch === undefined) continue;
      const own = histories.get(event.userId) ?? [];
      own.push(watch);
      histories.set(event.userId, own);
    }
  }
  if (histories.size > 0) return [...histories].map(([userId, watches]) => ({ userId, watches }));
  throw new VidtokenError({
    code: 'configuration',
    message: 'The store has no interactions with a watch time.',
    hint: 'Import a watch log with: vidtoken import <folder>, or make one up with: vidtoken simulate',
  });
}

async function readTokens(store: VideoStore): Promise<ReadonlyMap<VideoId, Float32Array>> {
  const tokens = new Map<VideoId, Float32Array>();
  for await (const page of store.videos.scanVectors({ where: 'token IS NOT NULL' })) {
    for (const { id, token } of page) if (token !== undefined) tokens.set(id, token);
  }
  return tokens;
}
