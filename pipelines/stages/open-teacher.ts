import type { Describer } from '../../src/core/description.js';
import type { ContentHash } from '../../src/core/ids.js';
import type { DescriberUsage } from '../../src/core/reports/teacher-report.js';
import type { AnswerTable, VideoStore } from '../../src/core/store.js';
import { createAnswerCheck } from '../../src/describe/quality/create-answer-check.js';
import { answerKey } from '../../src/describe/wrappers/answer-key.js';
import { createBudget } from '../../src/describe/wrappers/budget.js';
import type { CallLimits } from '../../src/describe/wrappers/call-limits.js';
import { type WrappedDescriber, wrapDescriber } from '../../src/describe/wrappers/wrap-describer.js';
import { Random } from '../../src/math/random.js';
import type { PipelineContext } from '../context.js';
import type { ChosenDescribers } from './choose-describers.js';
import { leadingFacts } from './create-describers.js';
import type { TeacherOptions } from './teacher-options.js';

/** The chosen describers with everything around them: cache, retries, limits, budget and quality gate. */
export interface Teacher {
  /** In the order in which they are asked. */
  readonly describers: readonly Describer[];
  readonly why: string;
  /** The leading ones that answer from facts alone. */
  readonly factsDescribers: readonly Describer[];
  /** Does any of them look at files? */
  readonly looksAtFiles: boolean;
  /** Videos that should be asked about at the same time. */
  readonly concurrency: number;
  /** Of `TeacherOptions`. */
  readonly sample?: number;
  /** Keys of all answers that these describers could give about a content. */
  keysOf(hash: ContentHash): string[];
  /** What this run has used up to now. */
  usage(): DescriberUsage[];
}

/** A few more than the slots: a question that waits for its next attempt keeps no slot idle. */
const WAITING_QUESTIONS = 4;
/** A local model on a slow processor may think for long; a hung one must end some time. */
const LOCAL_CALL_TIMEOUT_MS = 3_600_000;
/** The endpoint's own limit must strike first: its error knows more. */
const CALL_TIMEOUT_MARGIN_MS = 30_000;
/** Of descriptions, unless the settings name another. */
const DEFAULT_LANGUAGE = 'English';
/** Only spreads the waits of retries; what is described does not depend on it. */
const JITTER_SEED = 1;

/** @throws VidtokenError `configuration` for a budget over a model whose price is not known */
export async function openTeacher(options: {
  readonly options: TeacherOptions;
  readonly chosen: ChosenDescribers;
  readonly describers: readonly Describer[];
  readonly store: VideoStore;
  readonly context: PipelineContext;
  readonly runId: string;
  /** Called before the first answer is stored. */
  begin(): Promise<void>;
}): Promise<Teacher> {
  const { store, context, runId, chosen, begin } = options;
  const { prices, budgetUsd, retryFailed, sample, settings } = options.options;
  const { promptsFolder } = context;
  const { language = DEFAULT_LANGUAGE } = settings;
  const checkInLanguage = await createAnswerCheck({ promptsFolder, language });
  // Templates and captioners know no other language, whatever is asked for.
  const checkInEnglish = await createAnswerCheck({ promptsFolder, language: DEFAULT_LANGUAGE });
  const { clock, sleep, logger } = context;
  const services = {
    answers: announced(store.answers, begin),
    prices,
    runId,
    retryFailed,
    clock,
    sleep,
    random: new Random(JITTER_SEED),
    logger,
    ...(budgetUsd === undefined ? {} : { budget: createBudget(budgetUsd) }),
  };
  const wrapped = options.describers.map(
    (describer): WrappedDescriber =>
      wrapDescriber(describer, {
        ...services,
        answerFault: describer.canRepair ? checkInLanguage : checkInEnglish,
        limits: callLimits(describer, options.options),
      }),
  );
  const lookers = wrapped.filter(({ needs }) => needs === 'media');
  const concurrency = Math.max(1, ...lookers.map((describer) => describer.concurrency));
  return {
    describers: wrapped,
    why: chosen.why,
    factsDescribers: leadingFacts(wrapped),
    looksAtFiles: lookers.length > 0,
    concurrency: lookers.some(({ estimate }) => estimate !== undefined)
      ? concurrency + WAITING_QUESTIONS
      : concurrency,
    ...(sample === undefined ? {} : { sample }),
    keysOf: (hash) => lookers.map((describer) => answerKey(describer, hash)),
    usage: () => wrapped.flatMap((describer) => describer.usage()),
  };
}

/** No answer is stored of a run that the store does not know. */
function announced(answers: AnswerTable, begin: () => Promise<void>): AnswerTable {
  return {
    ...answers,
    async record(answer) {
      await begin();
      await answers.record(answer);
    },
  };
}

function callLimits(
  describer: Describer,
  { settings, requestsPerMinute, tokensPerMinute }: TeacherOptions,
): Partial<CallLimits> {
  const isLocal = describer.estimate === undefined;
  const { callTimeoutMs } = settings;
  return {
    ...(isLocal ? { callTimeoutMs: LOCAL_CALL_TIMEOUT_MS } : {}),
    ...(callTimeoutMs === undefined ? {} : { callTimeoutMs: callTimeoutMs + CALL_TIMEOUT_MARGIN_MS }),
    ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
    ...(tokensPerMinute === undefined ? {} : { tokensPerMinute }),
  };
}
