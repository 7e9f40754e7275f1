import type { VideoTokenModel } from '../../src/core/embedding.js';
import { VidtokenError } from '../../src/core/errors.js';
import { type ExtractorSpec, extractorIdsOfLabel, extractorSetLabel } from '../../src/core/features.js';
import type { JsonValue } from '../../src/core/media.js';
import { openStore } from '../../src/store/open-store.js';
import type { PipelineContext } from '../context.js';
import { chooseDescribers } from './choose-describers.js';
import { createDescribers, leadingFacts } from './create-describers.js';
import { chooseExtractorIds, createExtractors } from './create-extractors.js';
import type { IngestSession } from './ingest-session.js';
import { withStoreIfAny } from './open-for-reading.js';
import { openTeacher, type Teacher } from './open-teacher.js';
import { openReadings } from './readings.js';
import { createRunJournal } from './run-journal.js';
import { createStageClock } from './stage-clock.js';
import type { TeacherOptions } from './teacher-options.js';

interface OpenOptions {
  readonly context: PipelineContext;
  readonly command: string;
  readonly paths: readonly string[];
  readonly retryFailed: boolean;
  /** Default, and the meaning of `auto`: see `chooseExtractorIds`. */
  readonly extractorIds: readonly string[] | undefined;
  readonly teacher: TeacherOptions;
  /** Used when the store is created; a trained model's own dimension wins. */
  readonly tokenDimension: number;
  readonly model?: VideoTokenModel;
  /** Recorded with the run. */
  readonly config: { readonly [key: string]: JsonValue };
}

/** An open session owns the store, the extractors and the describers; `close` frees them. */
export interface OpenIngestSession extends IngestSession {
  readonly teacher: Teacher;
  close(): Promise<void>;
}

/** Creates extractors and describers, and opens the store as its one writer (it is created when absent). */
export async function openIngestSession(options: OpenOptions): Promise<OpenIngestSession> {
  const { context, model } = options;
  const stages = createStageClock(context.clock);
  // Before the store is made: a describer that cannot be used must not leave an empty store behind.
  const chosen = await withStoreIfAny(context, (existing) =>
    chooseDescribers(options.teacher, { context, store: existing }),
  );
  const describers = await createDescribers(chosen.ids, { context, settings: options.teacher.settings });
  // Work on what is stored extracts nothing: no weights are needed, and the store knows its extractors.
  const isStoredOnly = options.paths.length === 0;
  const extractorIds = isStoredOnly ? [] : await chooseExtractorIds(options.extractorIds, context);
  const extractors = await createExtractors(extractorIds, context);
  const specs = extractors.map((extractor) => extractor.spec);
  if (model !== undefined) requireExtractorsOf(model, specs);
  const readings = await openReadings(options.teacher.readings, context);
  const store = await openStore({
    folder: context.dataFolder,
    mode: 'write',
    ...(isStoredOnly
      ? {}
      : {
          schema: {
            extractors: specs,
            tokenDimension: model?.space.dimension ?? options.tokenDimension,
          },
        }),
    command: options.command,
    clock: context.clock,
    logger: context.logger,
  });
  const journal = createRunJournal({
    store,
    command: options.command,
    config: {
      ...options.config,
      extractors: extractorIds,
      describers: describers.map(({ id, model: name, parameters }) => ({
        id,
        model: name ?? null,
        parameters,
      })),
    },
    codeVersion: context.codeVersion,
    clock: context.clock,
    signal: context.signal,
  });
  const close = async (): Promise<void> => {
    await store.close();
    for (const held of [...extractors, ...describers, readings]) await held.dispose();
  };
  const teacher = await openTeacher({
    options: options.teacher,
    chosen,
    describers,
    store,
    context,
    runId: journal.id,
    begin: () => journal.begin(),
  }).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return {
    context,
    paths: options.paths,
    retryFailed: options.retryFailed,
    store,
    extractors,
    factsDescribers: leadingFacts(describers),
    readings,
    teacher,
    journal,
    stages,
    ...(model === undefined ? {} : { model }),
    close,
  };
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
