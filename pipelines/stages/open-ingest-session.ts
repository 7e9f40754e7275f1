import type { Describer } from '../../src/core/description.js';
import type { VideoTokenModel } from '../../src/core/embedding.js';
import { VidtokenError } from '../../src/core/errors.js';
import { type ExtractorSpec, extractorIdsOfLabel, extractorSetLabel } from '../../src/core/features.js';
import type { JsonValue } from '../../src/core/media.js';
import { createDescriber } from '../../src/describe/registry.js';
import { openStore } from '../../src/store/open-store.js';
import type { PipelineContext } from '../context.js';
import { chooseExtractorIds, createExtractors } from './create-extractors.js';
import type { IngestSession } from './ingest-session.js';
import { createRunJournal } from './run-journal.js';
import { createStageClock } from './stage-clock.js';

interface OpenOptions {
  readonly context: PipelineContext;
  readonly command: string;
  readonly paths: readonly string[];
  readonly retryFailed: boolean;
  /** Default, and the meaning of `auto`: see `chooseExtractorIds`. */
  readonly extractorIds: readonly string[] | undefined;
  readonly describerIds: readonly string[];
  /** Used when the store is created; a trained model's own dimension wins. */
  readonly tokenDimension: number;
  readonly model?: VideoTokenModel;
  /** Recorded with the run. */
  readonly config: { readonly [key: string]: JsonValue };
}

/** An open session owns the store and the extractors; `close` frees both. */
export interface OpenIngestSession extends IngestSession {
  close(): Promise<void>;
}

/** Creates extractors and describers, and opens the store as its one writer (it is created when absent). */
export async function openIngestSession(options: OpenOptions): Promise<OpenIngestSession> {
  const { context, model } = options;
  const stages = createStageClock(context.clock);
  const describers = await createDescribers(options.describerIds, context.promptsFolder);
  const extractorIds = await chooseExtractorIds(options.extractorIds, context);
  const extractors = await createExtractors(extractorIds, context);
  const specs = extractors.map((extractor) => extractor.spec);
  if (model !== undefined) requireExtractorsOf(model, specs);
  const store = await openStore({
    folder: context.dataFolder,
    mode: 'write',
    schema: {
      extractors: specs,
      tokenDimension: model?.space.dimension ?? options.tokenDimension,
    },
    command: options.command,
    clock: context.clock,
    logger: context.logger,
  });
  const journal = createRunJournal({
    store,
    command: options.command,
    config: { ...options.config, extractors: extractorIds, describers: options.describerIds },
    codeVersion: context.codeVersion,
    clock: context.clock,
    signal: context.signal,
  });
  return {
    context,
    paths: options.paths,
    retryFailed: options.retryFailed,
    store,
    extractors,
    describers,
    journal,
    stages,
    ...(model === undefined ? {} : { model }),
    async close() {
      await store.close();
      for (const extractor of extractors) await extractor.dispose();
    },
  };
}

/** Hashes of the prompts and templates of a chain, in its order, for the record of the run. */
export function promptHashes(describers: readonly Describer[]): string {
  return describers.map(({ promptHash }) => promptHash).join(',');
}

/**
 * A model understands the numbers of its own extractors only.
 * @throws VidtokenError `extractor-mismatch`
 */
export function requireExtractorsOf(model: VideoTokenModel, specs: readonly ExtractorSpec[]): void {
  const wanted = extractorSetLabel(specs);
  if (model.space.extractors === wanted) return;
  throw new VidtokenError({
    code: 'extractor-mismatch',
    message: `The model ${model.space.id} reads ${model.space.extractors}, but this run extracts ${wanted}.`,
    hint: `Use: --extractors ${extractorIdsOfLabel(model.space.extractors)} with the weights it was trained on, or another model with --models-dir.`,
  });
}

/** Describers in the order in which they are asked. */
export async function createDescribers(ids: readonly string[], promptsFolder: string): Promise<Describer[]> {
  const describers: Describer[] = [];
  for (const id of ids) describers.push(await createDescriber(id, { promptsFolder }));
  return describers;
}
