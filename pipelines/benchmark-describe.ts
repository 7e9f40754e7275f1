import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Describer } from '../src/core/description.js';
import type { FactsScore } from '../src/core/description-facts.js';
import { DescriberError, InputError } from '../src/core/errors.js';
import type {
  BenchmarkDescribeReport,
  DescriberScore,
} from '../src/core/reports/benchmark-describe-report.js';
import type { ProgressStage } from '../src/core/runtime.js';
import { readDescriptionFacts } from '../src/dataset/description-facts.js';
import type { DescriberSettings } from '../src/describe/describer-options.js';
import { scoreDescription } from '../src/describe/facts-check/score-description.js';
import { summariseScores } from '../src/describe/facts-check/summarise-scores.js';
import { Random } from '../src/math/random.js';
import type { PipelineContext } from './context.js';
import { createDescribers } from './stages/create-describers.js';
import { type FactsInput, factsInputs } from './stages/facts-inputs.js';

/** Facts about the clips that the project measures its describers on; looked up in the prompts folder. */
const DEFAULT_FACTS = join('describe', 'regression', 'facts.v1.jsonl');

export interface BenchmarkDescribeOptions {
  readonly context: PipelineContext;
  /** Each is scored by itself, not as a chain. */
  readonly describerIds: readonly string[];
  readonly settings: DescriberSettings;
  /** Default: the facts that come with the project. */
  readonly factsPath?: string;
  /** Manifest that names the videos; without it they are looked up in the store. */
  readonly manifestPath?: string;
  /** Of the bootstrap. */
  readonly seed: number;
}

/**
 * How much of what should be said about some videos each describer says, and how much that is wrong. Nothing is
 * stored; answers are asked for one after another, without cache and without a second attempt.
 *
 * @throws VidtokenError `configuration` for facts that cannot be used, `no-such-video` when no video of them is there,
 *   and whatever keeps a describer from coming to life
 */
export async function benchmarkDescribe(options: BenchmarkDescribeOptions): Promise<BenchmarkDescribeReport> {
  const { context, settings, seed, manifestPath } = options;
  const startedMs = context.clock();
  const factsPath = options.factsPath ?? join(context.promptsFolder, DEFAULT_FACTS);
  const facts = await readDescriptionFacts(factsPath);
  const inputs = await factsInputs(facts, { context, manifestPath });
  const found = new Set(inputs.map((each) => each.facts.id));
  const describers = await createDescribers(options.describerIds, { context, settings });
  const scores: DescriberScore[] = [];
  try {
    for (const describer of describers)
      scores.push(await scoreDescriber(describer, { inputs, context, seed }));
  } finally {
    for (const describer of describers) await describer.dispose();
  }
  const used = inputs.map((each) => each.facts);
  return {
    factsPath,
    factsHash: createHash('sha256').update(JSON.stringify(used)).digest('hex'),
    facts: used.reduce((sum, { must }) => sum + must.length, 0),
    clips: used.length,
    missing: facts.map(({ id }) => id).filter((id) => !found.has(id)),
    seed,
    describers: scores,
    seconds: (context.clock() - startedMs) / 1000,
  };
}

interface ScoreOptions {
  readonly inputs: readonly FactsInput[];
  readonly context: PipelineContext;
  readonly seed: number;
}

async function scoreDescriber(describer: Describer, options: ScoreOptions): Promise<DescriberScore> {
  const { inputs, context, seed } = options;
  const { clock, progress } = context;
  const stage = progress.stage({ name: `describe by ${describer.id}`, unit: 'clips', total: inputs.length });
  const failures: DescriberScore['failures'] = [];
  const startedMs = clock();
  const texts = await askAll(describer, { ...options, stage, failures });
  const secondsPerClip = (clock() - startedMs) / 1000 / inputs.length;
  stage.done();
  const scores = inputs.map(({ facts }, place) => scoreDescription(texts[place] ?? '', facts));
  const summary = summariseScores(scores, new Random(seed));
  return {
    id: describer.id,
    model: describer.model ?? null,
    promptHash: describer.promptHash,
    clips: inputs.length,
    answered: texts.filter((text) => text !== undefined).length,
    stated: summary.statedShare,
    wrongPerClip: summary.wrongPerClip,
    wrongTotal: summary.wrongTotal,
    meanWords: summary.meanWords,
    secondsPerClip,
    clipScores: inputs.map(({ facts }, place) => clipScore(facts.id, scores[place])),
    failures,
  };
}

/** The text about each video; `undefined` where the describer has none or fails, which is noted. */
async function askAll(
  describer: Describer,
  options: ScoreOptions & { readonly stage: ProgressStage; readonly failures: DescriberScore['failures'] },
): Promise<(string | undefined)[]> {
  const { inputs, context, stage, failures } = options;
  const texts: (string | undefined)[] = [];
  for (const { facts, input } of inputs) {
    try {
      const description = await describer.describe(input, { signal: context.signal });
      texts.push(description?.text);
    } catch (error) {
      if (!(error instanceof DescriberError) && !(error instanceof InputError)) throw error;
      failures.push({ id: facts.id, code: error.code, reason: error.message });
      texts.push(undefined);
    }
    stage.advance(1);
  }
  return texts;
}

function clipScore(id: string, score: FactsScore | undefined): DescriberScore['clipScores'][number] {
  const { stated = 0, wanted = 0, wrong = [], words = 0 } = score ?? {};
  return { id, stated, wanted, wrong: [...wrong], words };
}
