import type { DescribeInput, Describer } from '../src/core/description.js';
import type { VideoFile, VideoInfo } from '../src/core/media.js';
import type { VideoRecord } from '../src/core/record.js';
import type { DescribeReport } from '../src/core/reports/describe-report.js';
import type { TeacherReport } from '../src/core/reports/teacher-report.js';
import type { VideoStore } from '../src/core/store.js';
import { describeWithChain } from '../src/describe/describe-with-chain.js';
import { estimateDescribing } from '../src/describe/wrappers/estimate-describing.js';
import type { DescribeOptions } from './describe-options.js';
import { planEmbed } from './plan-embed.js';
import { chooseDescribers } from './stages/choose-describers.js';
import { countDescribers, describerCounts } from './stages/count-describers.js';
import { createDescribers, leadingFacts } from './stages/create-describers.js';
import { describeInput, sameDescription } from './stages/describe-row.js';
import { hasMedia } from './stages/media-rows.js';
import { withStoreIfAny } from './stages/open-for-reading.js';
import { openMedia } from './stages/open-media.js';
import { sampledHashes } from './stages/sampled-hashes.js';
import { createStageClock } from './stages/stage-clock.js';

/** Nothing is known of a file that was not read; a describer's bound does not depend on it. */
const UNKNOWN_INFO: VideoInfo = {
  container: 'unknown',
  video: { codec: 'unknown', width: 0, height: 0, rotationDegrees: 0 },
};
const UNKNOWN_MEASUREMENTS = {
  brightness: 0,
  contrast: 0,
  saturation: 0,
  dominantColours: [],
  visibleCuts: 0,
  frameCount: 0,
};
const NO_ANSWERS: Pick<VideoStore['answers'], 'byKeys' | 'totals'> = {
  byKeys: async () => new Map(),
  totals: async () => [],
};

/** What would happen to the videos of the store and the new ones. */
interface Plan {
  described: number;
  unchanged: number;
  skipped: number;
  withoutMedia: number;
}

/**
 * What `describe` would do and cost: counts on the store and on the new inputs, decodes nothing, calls nothing and
 * opens nothing for writing.
 */
export async function planDescribe(options: DescribeOptions): Promise<DescribeReport> {
  const { context, teacher } = options;
  const stages = createStageClock(context.clock);
  return withStoreIfAny(context, async (store) => {
    const chosen = await chooseDescribers(teacher, { context, store });
    const describers = await createDescribers(chosen.ids, { context, settings: teacher.settings });
    const newFiles: VideoFile[] = [];
    const fresh =
      options.paths.length === 0
        ? undefined
        : await planEmbed({ ...options, onNew: (file) => newFiles.push(file) });
    const plan: Plan = { described: 0, unchanged: 0, skipped: 0, withoutMedia: 0 };
    const planning = { ...options, describers, plan, store, newFiles };
    const estimate = await stages.time('describe', 0, () => estimateQuestions(planning));
    return {
      scanned: fresh?.scanned ?? 0,
      described: plan.described,
      unchanged: plan.unchanged,
      failed: fresh?.failed ?? [],
      describers: store === undefined ? {} : describerCounts(await countDescribers(store)),
      teacher: {
        ...plan,
        describers: describers.map(({ id }) => id),
        why: chosen.why,
        quarantined: [],
        usage: [],
        stopped: null,
        estimate,
      },
      dryRun: true,
      seconds: stages.seconds(),
      stages: stages.timings(),
    };
  });
}

interface Planning extends DescribeOptions {
  readonly describers: readonly Describer[];
  readonly plan: Plan;
  readonly store: VideoStore | undefined;
  readonly newFiles: readonly VideoFile[];
}

/** Asks for the bound of every call that would be made, and counts the rest on the way. */
async function estimateQuestions(planning: Planning): Promise<TeacherReport['estimate']> {
  const { describers, store, teacher } = planning;
  const looker = describers[leadingFacts(describers).length];
  const inputs = questions(planning);
  if (looker === undefined) {
    for await (const _none of inputs);
    return null;
  }
  const { prices, retryFailed } = teacher;
  const answers = store?.answers ?? NO_ANSWERS;
  const estimate = await estimateDescribing({ describer: looker, inputs, answers, prices, retryFailed });
  const { calls, inputTokens, outputTokens, costUsd, expectedCostUsd } = estimate;
  return { calls, inputTokens, outputTokens, costUsd, expectedCostUsd };
}

/** What the first describer that looks at files would be asked about. */
async function* questions(planning: Planning): AsyncGenerator<DescribeInput, void, void> {
  const { store, context, teacher, newFiles } = planning;
  if (store !== undefined) {
    const sampled = teacher.sample === undefined ? undefined : await sampledHashes(store, teacher.sample);
    for await (const rows of store.videos.scan()) {
      context.signal.throwIfAborted();
      for (const row of rows) {
        if (!hasMedia(row)) {
          planning.plan.withoutMedia += 1;
          continue;
        }
        const input = describeInput(row, openMedia(row.uri, context));
        const isSampled = sampled?.has(row.contentHash) ?? true;
        if (await isQuestion(input, { ...planning, row, isSampled })) yield input;
      }
    }
  }
  for (const file of newFiles) {
    const input = newInput(file, planning);
    if (await isQuestion(input, { ...planning, row: undefined, isSampled: true })) yield input;
  }
}

function newInput(file: VideoFile, { context }: Planning): DescribeInput {
  const { title, tags = [], description } = file.metadata ?? {};
  return {
    contentHash: file.contentHash,
    info: UNKNOWN_INFO,
    measurements: UNKNOWN_MEASUREMENTS,
    text: { tags, ...(title === undefined ? {} : { title }) },
    media: openMedia(file.path, context),
    ...(description === undefined ? {} : { providedDescription: description }),
  };
}

/** Counts what would become of one video. @returns true when a describer must look at the file. */
async function isQuestion(
  input: DescribeInput,
  options: Planning & { readonly row: VideoRecord | undefined; readonly isSampled: boolean },
): Promise<boolean> {
  const { describers, plan, row, context, isSampled } = options;
  const facts = leadingFacts(describers);
  const description = await describeWithChain(facts, input, { signal: context.signal });
  const looker = describers[facts.length];
  if (description !== undefined) {
    plan[sameDescription(row?.description, description) ? 'unchanged' : 'described'] += 1;
    return false;
  }
  if (looker === undefined || !isSampled) {
    plan.skipped += 1;
    return false;
  }
  plan[isWrittenBy(looker, row) ? 'unchanged' : 'described'] += 1;
  return true;
}

function isWrittenBy({ id, model, promptHash }: Describer, row: VideoRecord | undefined): boolean {
  const { description } = row ?? {};
  return (
    description?.describerId === id && description.model === model && description.promptHash === promptHash
  );
}
