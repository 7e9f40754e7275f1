import { inChunks } from '../src/core/async/in-chunks.js';
import type { VideoFile } from '../src/core/media.js';
import type { EmbedReport } from '../src/core/reports/embed-report.js';
import type { VideoStore } from '../src/core/store.js';
import { scanInputs } from '../src/dataset/scan.js';
import type { PipelineContext } from './context.js';
import { currentModel } from './stages/current-model.js';
import { identifyInputs } from './stages/identify-inputs.js';
import { withStoreIfAny } from './stages/open-for-reading.js';
import { createStageClock } from './stages/stage-clock.js';

const INPUTS_PER_CHUNK = 256;

export interface PlanOptions {
  readonly context: PipelineContext;
  readonly paths: readonly string[];
  readonly retryFailed: boolean;
  /** Told of every video that would be read. */
  readonly onNew?: (file: VideoFile) => void;
}

/** What `embed` would do with these inputs: hashes and looks up, but decodes, trains and writes nothing. */
export async function planEmbed(options: PlanOptions): Promise<EmbedReport> {
  return withStoreIfAny(options.context, (store) => plan(options, store));
}

async function plan(options: PlanOptions, store: VideoStore | undefined): Promise<EmbedReport> {
  const { context } = options;
  const { signal, concurrency } = context;
  const stages = createStageClock(context.clock);
  const counts = {
    new: 0,
    updated: 0,
    moved: 0,
    unchanged: 0,
    repeated: 0,
    pending: 0,
    duplicate: 0,
    failed: 0,
  };
  const failed: EmbedReport['failed'] = [];
  const duplicateFiles: EmbedReport['duplicateFiles'] = [];
  let scanned = 0;
  const inputs = scanInputs(options.paths, { signal });
  for await (const chunk of inChunks(inputs, INPUTS_PER_CHUNK)) {
    scanned += chunk.length;
    const identified = await stages.time('identify', chunk.length, () =>
      identifyInputs(chunk, { store, retryFailed: options.retryFailed, concurrency, signal }),
    );
    for (const input of identified) {
      counts[input.kind] += 1;
      if (input.kind === 'new') options.onNew?.(input.file);
      if (input.kind === 'failed') failed.push({ file: input.file, code: input.code, reason: input.reason });
      if (input.kind === 'duplicate') duplicateFiles.push({ file: input.path, sameAs: input.sameAs });
    }
  }
  return {
    scanned,
    embedded: counts.new + counts.pending,
    unchanged: counts.unchanged + counts.repeated,
    moved: counts.moved,
    updated: counts.updated,
    duplicates: counts.duplicate,
    duplicateFiles,
    failed,
    ingested: 0,
    pending: 0,
    reembedded: 0,
    spaceId: (await currentModel(context))?.space.id ?? null,
    clusters: (await store?.clusters.latest('content'))?.centroids.length ?? 0,
    stored: (await store?.videos.count()) ?? 0,
    itemVectors: 0,
    exampleId: null,
    teacher: null,
    dryRun: true,
    seconds: stages.seconds(),
    stages: stages.timings(),
  };
}
