import { resolve } from 'node:path';
import type { DescribeInput } from '../../src/core/description.js';
import type { DescriptionFacts } from '../../src/core/description-facts.js';
import { VidtokenError } from '../../src/core/errors.js';
import { videoId } from '../../src/core/ids.js';
import { hashFile } from '../../src/dataset/hash-file.js';
import { type ManifestEntry, readManifest } from '../../src/dataset/manifest.js';
import { measure } from '../../src/describe/measure/measure.js';
import { probeVideo } from '../../src/media/probe.js';
import { sampleVideo } from '../../src/media/sample.js';
import type { PipelineContext } from '../context.js';
import { describeInput } from './describe-row.js';
import { hasMedia } from './media-rows.js';
import { withStore } from './open-for-reading.js';
import { openMedia } from './open-media.js';
import { textsOf } from './texts-of.js';

/** A video, what a describer may know of it, and what it should say. */
export interface FactsInput {
  readonly facts: DescriptionFacts;
  readonly input: DescribeInput;
}

/**
 * The videos of a facts file, from a manifest or else from the store; facts without a video are left out.
 * @throws VidtokenError `no-such-video` when there is none at all; InputError for a video that cannot be read
 */
export async function factsInputs(
  facts: readonly DescriptionFacts[],
  options: { readonly context: PipelineContext; readonly manifestPath: string | undefined },
): Promise<FactsInput[]> {
  const { context, manifestPath } = options;
  const inputs =
    manifestPath === undefined
      ? await storedInputs(facts, context)
      : await manifestInputs(facts, { context, manifestPath: resolve(manifestPath) });
  if (inputs.length > 0) return inputs;
  throw new VidtokenError({
    code: 'no-such-video',
    message: `None of the ${facts.length} videos of the facts file is in ${manifestPath ?? context.dataFolder}.`,
    hint: 'Name the manifest of the videos with --videos, or a facts file about yours with --facts.',
  });
}

async function storedInputs(
  facts: readonly DescriptionFacts[],
  context: PipelineContext,
): Promise<FactsInput[]> {
  return withStore(context, async (store) => {
    const rows = await store.videos.get(facts.map(({ id }) => videoId(id)));
    const byId = new Map(rows.map((row) => [String(row.id), row]));
    return facts.flatMap((each) => {
      const row = byId.get(each.id);
      if (row === undefined || !hasMedia(row)) return [];
      return [{ facts: each, input: describeInput(row, openMedia(row.uri, context)) }];
    });
  });
}

async function manifestInputs(
  facts: readonly DescriptionFacts[],
  { context, manifestPath }: { readonly context: PipelineContext; readonly manifestPath: string },
): Promise<FactsInput[]> {
  const entries = new Map<string, ManifestEntry>();
  for await (const entry of readManifest(manifestPath, context)) {
    if (entry.kind === 'failure') context.logger.warn({ ...entry }, 'a line of the manifest was left out');
    else if (entry.metadata.id !== undefined) entries.set(entry.metadata.id, entry);
  }
  const inputs: FactsInput[] = [];
  for (const each of facts) {
    const entry = entries.get(each.id);
    if (entry !== undefined) inputs.push({ facts: each, input: await readInput(entry, context) });
  }
  return inputs;
}

async function readInput(
  { path, metadata }: ManifestEntry,
  context: PipelineContext,
): Promise<DescribeInput> {
  const { signal, tools, logger, threadsPerVideo } = context;
  const { contentHash } = await hashFile(path, { signal });
  const info = await probeVideo(path, { signal, tools });
  const sampled = await sampleVideo({ path, info, threads: threadsPerVideo, tools, logger }, { signal });
  const text = textsOf(metadata);
  return {
    contentHash,
    info,
    text,
    measurements: measure({ ...sampled, info, text }),
    media: openMedia(path, context),
    ...(metadata.description === undefined ? {} : { providedDescription: metadata.description }),
  };
}
