import { VidtokenError } from '../src/core/errors.js';
import type { VideoId } from '../src/core/ids.js';
import type { RecommendReport } from '../src/core/reports/recommend-report.js';
import type { VideoStore } from '../src/core/store.js';
import { readIdList } from '../src/dataset/read-id-list.js';
import type { BackendName } from '../src/tensor/backend-names.js';
import type { PipelineContext } from './context.js';
import { type GivenWatch, givenHistory, storedHistory, type WatchHistory } from './recommend/history.js';
import { loadPredictor } from './recommend/load-predictor.js';
import { recommendFromFactors } from './recommend/recommend-from-factors.js';
import { recommendFromHistory } from './recommend/recommend-from-history.js';
import { requireCurrentModel, requireCurrentSpace } from './stages/current-model.js';
import { withStore } from './stages/open-for-reading.js';
import { useCandidatePolicy } from './user-request/use-candidate.js';

/** Models that read a history: when each builds the user from the candidates. Every other model has stored vectors. */
const HISTORY_MODELS = { dreamumm: 'never', 'candidate-dreamumm': 'always', auto: 'auto' } as const;
type HistoryModel = keyof typeof HISTORY_MODELS;

export interface RecommendOptions {
  readonly context: PipelineContext;
  readonly backend: BackendName;
  /** `dreamumm`, `candidate-dreamumm`, `auto` (one of both, by the history), or a trained recommender. */
  readonly model: string;
  /** A user of the `interactions` table. */
  readonly userId?: string;
  /** What somebody watched, instead of a stored user. */
  readonly history?: readonly GivenWatch[];
  readonly limit: number;
  /** File with the ids that may be recommended, one a line. */
  readonly candidatesFile?: string;
  readonly popularityWeight: number;
  readonly includeSeen: boolean;
  readonly exact: boolean;
  readonly seed: number;
}

/**
 * Recommends stored videos to a user or for a history: the `recommend` command.
 * @throws VidtokenError `usage` unless exactly one of user and history is given, `no-model`, `no-such-user`,
 * `no-such-video`, `space-mismatch`
 */
export async function recommendVideos(options: RecommendOptions): Promise<RecommendReport> {
  const { context, model, userId, history } = options;
  if ((userId === undefined) === (history === undefined)) throw needsOneSource();
  const candidates =
    options.candidatesFile === undefined ? undefined : await readIdList(options.candidatesFile);
  return withStore(context, (store) => {
    const request = { ...options, store, ...(candidates === undefined ? {} : { candidates }) };
    if (isHistoryModel(model)) return byHistory(request, model);
    if (userId === undefined) throw needsUser(model);
    return recommendFromFactors({ ...request, userId });
  });
}

type Request = RecommendOptions & {
  readonly store: VideoStore;
  readonly candidates?: readonly VideoId[];
};

async function byHistory(request: Request, model: HistoryModel): Promise<RecommendReport> {
  const { context, userId, backend } = request;
  const space = await requireCurrentSpace(context);
  const mode = HISTORY_MODELS[model];
  const isOptional = mode === 'auto';
  const predictor =
    mode === 'never' ? undefined : await loadPredictor({ context, backend, space, isOptional });
  try {
    return await recommendFromHistory({
      ...request,
      userId,
      space,
      history: await historyOf(request),
      policy: useCandidatePolicy.parse({ mode }),
      nowMs: context.clock(),
      ...(predictor === undefined ? {} : { predictor }),
    });
  } finally {
    predictor?.dispose();
  }
}

function historyOf(request: Request): Promise<WatchHistory> {
  const { context, store, userId, history = [] } = request;
  if (userId !== undefined) return storedHistory(store, userId);
  return givenHistory({
    context,
    store,
    given: history,
    withModel: async (work) => {
      const model = await requireCurrentModel(request);
      try {
        return await work(model);
      } finally {
        model.dispose();
      }
    },
  });
}

function isHistoryModel(model: string): model is HistoryModel {
  return Object.hasOwn(HISTORY_MODELS, model);
}

function needsOneSource(): VidtokenError {
  return new VidtokenError({
    code: 'usage',
    message: 'Say for whom: either --user <id> or --history <id|file>:<seconds>s,…',
  });
}

function needsUser(model: string): VidtokenError {
  return new VidtokenError({
    code: 'usage',
    message: `"${model}" knows users by their id only, so a history says nothing to it.`,
    hint: 'Use --user <id>, or --model dreamumm with --history.',
    facts: { model },
  });
}
