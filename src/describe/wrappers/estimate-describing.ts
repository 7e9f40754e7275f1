import { inChunks } from '../../core/async/in-chunks.js';
import type { DescribeInput, Describer } from '../../core/description.js';
import { usdOfNano } from '../../core/money.js';
import { type ModelPrice, type PriceTable, priceOf } from '../../core/prices.js';
import type { AnswerRecord } from '../../core/record.js';
import { silentLogger } from '../../core/runtime.js';
import type { AnswerTable } from '../../core/store.js';
import { answerKey } from './answer-key.js';
import { NO_MODEL, usageOf } from './answer-rows.js';
import { answerStanding } from './answer-standing.js';
import { createCallBounds } from './call-bounds.js';
import { callCostNano } from './call-cost.js';

export interface EstimateDescribingOptions {
  readonly describer: Describer;
  readonly inputs: AsyncIterable<DescribeInput> | Iterable<DescribeInput>;
  readonly answers: Pick<AnswerTable, 'byKeys' | 'totals'>;
  readonly prices: PriceTable;
  /** Count what earlier runs gave up among the calls. */
  readonly retryFailed: boolean;
}

/** What describing would use: one call for each input without an answer, before any repair or retry. */
export interface DescribingEstimate {
  /** Inputs whose answer is stored. */
  readonly cached: number;
  /** Inputs that were given up and would not be asked again. */
  readonly givenUp: number;
  readonly calls: number;
  /** Upper bounds over these calls; 0 for describers whose calls cost nothing. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** US dollars at most; null when the price is not known. */
  readonly costUsd: number | null;
  /** US dollars by what earlier descriptions used, their repairs included; null without any or without a price. */
  readonly expectedCostUsd: number | null;
}

/** Tokens that earlier descriptions took, rejected answers on the way included. */
interface Sample {
  described: number;
  inputTokens: number;
  outputTokens: number;
}

const KEYS_PER_LOOKUP = 256;

/** Counts what describing would use, without a single call and without decoding anything. */
export async function estimateDescribing(options: EstimateDescribingOptions): Promise<DescribingEstimate> {
  const { describer, prices } = options;
  const price = priceOf(prices, describer.model);
  const bounds = createCallBounds({ describer, price, logger: silentLogger });
  const counts = { cached: 0, givenUp: 0, calls: 0, inputTokens: 0, outputTokens: 0 };
  const sample: Sample = { described: 0, inputTokens: 0, outputTokens: 0 };
  let costNano = 0;
  for await (const inputs of describer.needs === 'facts' ? [] : inChunks(options.inputs, KEYS_PER_LOOKUP)) {
    for (const { input, rows } of await withRows(inputs, options)) {
      const standing = answerStanding(rows, { ...options, canRepair: describer.canRepair, runId: '' });
      if (standing.kind === 'accepted') {
        counts.cached += 1;
        addToSample(sample, rows);
      } else if (standing.kind === 'given-up') {
        counts.givenUp += 1;
      } else {
        const repair = standing.kind === 'to-mend' ? standing.rejection : undefined;
        const bound = bounds.of(input, repair);
        counts.calls += 1;
        counts.inputTokens += bound?.inputTokens ?? 0;
        counts.outputTokens += bound?.outputTokens ?? 0;
        costNano += bound?.costNano ?? 0;
      }
    }
  }
  if (describer.estimate === undefined) return { ...counts, costUsd: 0, expectedCostUsd: 0 };
  if (price === undefined) return { ...counts, costUsd: null, expectedCostUsd: null };
  const known = sample.described > 0 ? sample : await storedSample(options);
  return {
    ...counts,
    costUsd: usdOfNano(costNano),
    expectedCostUsd: known.described > 0 ? expectedUsd(counts.calls / known.described, known, price) : null,
  };
}

async function withRows(
  inputs: readonly DescribeInput[],
  { describer, answers }: EstimateDescribingOptions,
): Promise<{ readonly input: DescribeInput; readonly rows: readonly AnswerRecord[] }[]> {
  const keyed = inputs.map((input) => ({ input, key: answerKey(describer, input.contentHash) }));
  const stored = await answers.byKeys(keyed.map(({ key }) => key));
  return keyed.map(({ input, key }) => ({ input, rows: stored.get(key) ?? [] }));
}

function expectedUsd(share: number, { inputTokens, outputTokens }: Sample, price: ModelPrice): number {
  return usdOfNano(
    callCostNano(price, {
      inputTokens: Math.ceil(inputTokens * share),
      outputTokens: Math.ceil(outputTokens * share),
    }),
  );
}

/** Answers without a usage say nothing about the next ones. */
function addToSample(sample: Sample, rows: readonly AnswerRecord[]): void {
  const usages = rows.map(usageOf).filter((usage) => usage !== undefined);
  if (usages.length === 0) return;
  sample.described += 1;
  for (const { inputTokens, outputTokens } of usages) {
    sample.inputTokens += inputTokens;
    sample.outputTokens += outputTokens;
  }
}

/** Over everything this describer and model ever did in the store, whatever the prompt was. */
async function storedSample({ describer, answers }: EstimateDescribingOptions): Promise<Sample> {
  const { id, model = NO_MODEL } = describer;
  const totals = (await answers.totals()).find((row) => row.describerId === id && row.model === model);
  if (totals === undefined || totals.inputTokens === 0)
    return { described: 0, inputTokens: 0, outputTokens: 0 };
  const { accepted, inputTokens, outputTokens } = totals;
  return { described: accepted, inputTokens, outputTokens };
}
