import type { DescribeInput, Describer, Description } from '../../src/core/description.js';
import { DescriberError, InputError, VidtokenError } from '../../src/core/errors.js';
import type { ContentHash } from '../../src/core/ids.js';
import type { QuarantineRecord, VideoRecord } from '../../src/core/record.js';
import { describeWithChain } from '../../src/describe/describe-with-chain.js';
import { answerKey } from '../../src/describe/wrappers/answer-key.js';
import { BudgetExhausted } from '../../src/describe/wrappers/budget.js';
import { probeVideo } from '../../src/media/probe.js';
import type { PipelineContext } from '../context.js';
import { hasMedia, type MediaRow } from './media-rows.js';
import type { OpenMedia } from './open-media.js';
import type { Teacher } from './open-teacher.js';
import type { Readings } from './readings.js';
import { textsOf } from './texts-of.js';

/** Once an endpoint has been given up, nobody else is sent there. */
export interface Outage {
  isOver: boolean;
}

/** What became of one row. */
export type DescribeOutcome =
  | { readonly kind: 'described'; readonly row: VideoRecord }
  | { readonly kind: 'quarantined'; readonly record: QuarantineRecord }
  | { readonly kind: 'unchanged' | 'skipped' | 'withoutMedia' | 'overBudget' | 'unanswered' };

export interface DescribeRowOptions {
  readonly context: PipelineContext;
  readonly teacher: Teacher;
  readonly readings: Readings;
  readonly runId: string;
  readonly openMedia: OpenMedia;
  readonly signal: AbortSignal;
  readonly outage: Outage;
  /** Contents that describers which look at files may be asked about; all without it. */
  readonly sampled: ReadonlySet<ContentHash> | undefined;
}

/** Asks the describers of a run about one stored video; only what concerns the whole run is thrown. */
export async function describeRow(row: VideoRecord, options: DescribeRowOptions): Promise<DescribeOutcome> {
  const { teacher, context, signal, outage } = options;
  if (!hasMedia(row)) return { kind: 'withoutMedia' };
  const isSampled = options.sampled?.has(row.contentHash) ?? true;
  const chain = isSampled ? teacher.describers : teacher.factsDescribers;
  let [asked] = chain;
  if (outage.isOver) return { kind: 'unanswered' };
  try {
    const read = isSampled ? await withTexts(row, options) : row;
    const input = describeInput(read, options.openMedia(read.uri, { ...context, signal }));
    const onAsk = (describer: Describer): void => {
      asked = describer;
    };
    const description = await describeWithChain(chain, input, { signal, onAsk });
    if (description === undefined) return { kind: 'skipped' };
    const isSame = read === row && sameDescription(row.description, description);
    if (isSame) return { kind: 'unchanged' };
    const { usage: _usage, ...kept } = description;
    return { kind: 'described', row: { ...read, description: kept, updatedAtMs: context.clock() } };
  } catch (error) {
    if (error instanceof BudgetExhausted) return { kind: 'overBudget' };
    if (error instanceof VidtokenError && error.code === 'describer-unavailable') {
      if (!outage.isOver) context.logger.error({ hint: error.hint }, error.message);
      outage.isOver = true;
      return { kind: 'unanswered' };
    }
    const failure = error instanceof InputError ? mediaFailure(error) : error;
    if (!(failure instanceof DescriberError) || asked === undefined) throw error;
    return { kind: 'quarantined', record: quarantineRecord(row, asked, { ...options, failure }) };
  }
}

/** The row with what is said and written in it, read now when a reader was configured since it was stored. */
async function withTexts(row: MediaRow, { readings, context }: DescribeRowOptions): Promise<MediaRow> {
  if (!readings.isWanted(row)) return row;
  const info = await probeVideo(row.uri, context);
  return { ...row, ...(await readings.read({ path: row.uri, info, known: row })) };
}

/** What a describer may use of a stored video. */
export function describeInput(row: MediaRow, media: DescribeInput['media']): DescribeInput {
  const { contentHash, info, measurements, providedDescription } = row;
  return {
    contentHash,
    info,
    measurements,
    text: textsOf(row),
    media,
    ...(providedDescription === undefined ? {} : { providedDescription }),
  };
}

function mediaFailure(error: InputError): DescriberError {
  return new DescriberError({
    code: 'media-unreadable',
    message: `The file cannot be shown to the describer: ${error.message}`,
    retryable: true,
    cause: error,
  });
}

function quarantineRecord(
  row: VideoRecord,
  describer: Describer,
  { context, runId, failure }: DescribeRowOptions & { readonly failure: DescriberError },
): QuarantineRecord {
  return {
    key: answerKey(describer, row.contentHash),
    contentHash: row.contentHash,
    id: row.id,
    describerId: describer.id,
    model: describer.model ?? 'none',
    code: failure.code,
    reason: failure.message,
    retryable: failure.retryable,
    runId,
    atMs: context.clock(),
  };
}

/** Would writing this description change nothing? */
export function sameDescription(left: Description | undefined, right: Description): boolean {
  return (
    left?.text === right.text &&
    left.describerId === right.describerId &&
    left.promptHash === right.promptHash &&
    left.model === right.model
  );
}
