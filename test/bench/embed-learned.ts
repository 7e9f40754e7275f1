import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createExtractors } from '../../pipelines/stages/create-extractors.js';
import { createStageClock, type StageClock } from '../../pipelines/stages/stage-clock.js';
import { disableTelemetry } from '../../src/config/no-telemetry.js';
import type { FeatureExtractor, FeatureSequence } from '../../src/core/features.js';
import { contentHash } from '../../src/core/ids.js';
import type { VideoSample } from '../../src/core/media.js';
import type { FeatureRecord } from '../../src/core/record.js';
import { silentLogger } from '../../src/core/runtime.js';
import { hashFile } from '../../src/dataset/hash-file.js';
import { measure } from '../../src/describe/measure/measure.js';
import { mapConcurrent } from '../../src/engine/map-concurrent.js';
import { SIGNAL_EXTRACTOR_IDS } from '../../src/features/registry.js';
import { probeVideo } from '../../src/media/probe.js';
import { sampleVideo } from '../../src/media/sample.js';
import { encodeThumbnail } from '../../src/media/thumbnail.js';
import { openStore } from '../../src/store/open-store.js';
import { hasSharedClips, hasSharedWeights, SHARED_CLIPS, SHARED_WEIGHTS } from '../support/shared-data.js';

const LEARNED_IDS = ['mobilenet_v2', 'yamnet'];
/** As an ingest commits them. */
const CLIPS_PER_COMMIT = 32;
const { signal } = new AbortController();
const milliseconds = (): number => performance.now();

/** One pass over the clips. */
interface PassFigures {
  readonly extractors: readonly string[];
  readonly seconds: number;
  readonly clipsPerSecond: number;
  /** Processor time of this process with its threads; ffmpeg is not in it. */
  readonly processSeconds: number;
  /** Share of the time in which the main thread was not free, 0…1. */
  readonly mainThreadBusy: number;
  /** Share of each stage in the time that clips spent in all of them, waiting for a free core or model included. */
  readonly stageShares: Readonly<Record<string, number>>;
}

/**
 * What `embed` does with new clips, up to the features in the store: probe, decode, extract, measure, thumbnail, commit;
 * with the built-in features alone and with two real models beside them, in alternating passes after one that warms up.
 *
 * @param options.clips taken evenly from the shared ones @param options.passes of each kind; the fastest counts
 */
export async function benchEmbedLearned(options: {
  readonly clips: number;
  readonly passes: number;
}): Promise<unknown> {
  if (!hasSharedClips) return { skipped: `${SHARED_CLIPS} is not here` };
  if (!hasSharedWeights) return { skipped: `${SHARED_WEIGHTS} does not hold ${LEARNED_IDS.join(' and ')}` };
  disableTelemetry();
  const paths = clipPaths(options.clips);
  const concurrency = availableParallelism();
  const signalIds = SIGNAL_EXTRACTOR_IDS;
  const learnedIds = [...SIGNAL_EXTRACTOR_IDS, ...LEARNED_IDS];
  await onePass(paths.slice(0, concurrency), { ids: learnedIds, concurrency });
  const signalPasses: PassFigures[] = [];
  const learnedPasses: PassFigures[] = [];
  for (let pass = 0; pass < options.passes; pass += 1) {
    signalPasses.push(await onePass(paths, { ids: signalIds, concurrency }));
    learnedPasses.push(await onePass(paths, { ids: learnedIds, concurrency }));
  }
  const [builtIn, learned] = [fastest(signalPasses), fastest(learnedPasses)];
  return {
    clips: paths.length,
    concurrency,
    passes: options.passes,
    builtIn,
    learned,
    slowdown: learned.seconds / builtIn.seconds,
  };
}

/** Every n-th clip, so that all kinds occur. */
function clipPaths(count: number): string[] {
  const lines = readFileSync(SHARED_CLIPS, 'utf8').trim().split('\n');
  const step = Math.max(1, Math.floor(lines.length / count));
  return lines
    .filter((_, index) => index % step === 0)
    .slice(0, count)
    .map((line) => join(dirname(SHARED_CLIPS), (JSON.parse(line) as { file: string }).file));
}

async function onePass(
  paths: readonly string[],
  { ids, concurrency }: { readonly ids: readonly string[]; readonly concurrency: number },
): Promise<PassFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'vidtoken-bench-'));
  const stages = createStageClock(milliseconds);
  const extractors = await createExtractors(ids, {
    weightsFolder: SHARED_WEIGHTS,
    concurrency,
    threadsPerVideo: 1,
  });
  const schema = { extractors: extractors.map(({ spec }) => spec), tokenDimension: 256 };
  const clock = () => 0;
  const store = await openStore({
    folder,
    mode: 'write',
    schema,
    command: 'bench',
    clock,
    logger: silentLogger,
  });
  const processorBefore = process.cpuUsage();
  const loopBefore = performance.eventLoopUtilization();
  const startedAtMs = milliseconds();
  try {
    let waiting: FeatureRecord[] = [];
    const commit = async (): Promise<void> => {
      const records = waiting;
      waiting = [];
      if (records.length > 0) await stages.time('store', 0, () => store.features.upsert(records));
    };
    const work = (path: string) => oneClip(path, { extractors, stages });
    for await (const record of mapConcurrent(paths, work, { concurrency, signal })) {
      waiting.push(record);
      if (waiting.length === CLIPS_PER_COMMIT) await commit();
    }
    await commit();
    const seconds = (milliseconds() - startedAtMs) / 1000;
    const processor = process.cpuUsage(processorBefore);
    return {
      extractors: ids,
      seconds,
      clipsPerSecond: paths.length / seconds,
      processSeconds: (processor.user + processor.system) / 1e6,
      mainThreadBusy: performance.eventLoopUtilization(loopBefore).utilization,
      stageShares: stageShares(stages),
    };
  } finally {
    await store.close();
    for (const extractor of extractors) await extractor.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

async function oneClip(
  path: string,
  { extractors, stages }: { readonly extractors: readonly FeatureExtractor[]; readonly stages: StageClock },
): Promise<FeatureRecord> {
  const hash = (await stages.time('identify', 1, () => hashFile(path, { signal }))).contentHash;
  const info = await stages.time('probe', 1, () => probeVideo(path, { signal }));
  const { frames, audio } = await stages.time('decode', 1, () =>
    sampleVideo({ path, info, threads: 1 }, { signal }),
  );
  const text = { title: 'A clip of the benchmark', tags: ['clip'] };
  const sample: VideoSample = { info, frames, text, ...(audio === undefined ? {} : { audio }) };
  const sequences: FeatureSequence[] = [];
  for (const extractor of extractors) {
    const run = () => extractor.extract(sample, { signal });
    const sequence = await stages.time(extractor.spec.id, 1, run);
    if (sequence !== undefined) sequences.push(sequence);
  }
  await stages.time('measure', 1, async () => measure(sample));
  const [frame] = frames;
  if (frame !== undefined) await stages.time('thumbnail', 1, () => encodeThumbnail(frame));
  return { contentHash: contentHash(hash), sequences };
}

function stageShares(stages: StageClock): Readonly<Record<string, number>> {
  const seconds = Object.entries(stages.timings()).map(([name, timing]) => [name, timing.seconds] as const);
  const total = seconds.reduce((sum, [, each]) => sum + each, 0);
  return Object.fromEntries(seconds.map(([name, each]) => [name, Number((each / total).toFixed(3))]));
}

function fastest(passes: readonly PassFigures[]): PassFigures {
  return passes.reduce((best, pass) => (pass.seconds < best.seconds ? pass : best));
}
