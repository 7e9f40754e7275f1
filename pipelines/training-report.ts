import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { modelFamily } from '../models/registry.js';
import { knobNotes } from '../models/video-token/knob-notes.js';
import { readModelFacts } from '../models/video-token/read-model-facts.js';
import { readSavedReport } from '../models/video-token/read-saved-report.js';
import type { VideoTokenModel } from '../src/core/embedding.js';
import { VidtokenError } from '../src/core/errors.js';
import type { TrainingReportFile } from '../src/core/reports/models-report.js';
import type { VideoStore } from '../src/core/store.js';
import { readStoreFile } from '../src/store/store-file.js';
import { selectBackend } from '../src/tensor/backend.js';
import type { BackendName } from '../src/tensor/backend-names.js';
import { durableFile } from '../src/tensor/durable-file.js';
import type { PipelineContext } from './context.js';
import { findSavedModel } from './models/find-saved-model.js';
import { sampleReadings } from './report/sample-readings.js';
import { trainingPage } from './report/training-page.js';
import { withStore } from './stages/open-for-reading.js';

/**
 * Writes the page about a saved model: its figures as they were saved, and read-outs of held-out clips that are in the
 * store of the data folder, if there is one.
 * @throws VidtokenError `no-model`, `usage`, `checkpoint-invalid`, `store-unwritable`, `disk-full`
 */
export async function reportSavedModel(options: {
  readonly context: PipelineContext;
  /** Space id or the beginning of it; without it the selected model. */
  readonly id: string | undefined;
  readonly file: string;
  readonly backend: BackendName;
}): Promise<TrainingReportFile> {
  const { context, file } = options;
  await requireNoFolder(file);
  const { folder } = await findSavedModel(context.modelsFolder, options.id);
  await selectBackend({ name: options.backend, logger: context.logger });
  const model = await modelFamily('video-token').open(folder);
  try {
    const write = (store?: VideoStore) =>
      writeTrainingReport({ context, model, folder, file, ...(store === undefined ? {} : { store }) });
    const hasStore = (await readStoreFile(context.dataFolder)) !== undefined;
    return hasStore ? await withStore(context, write) : await write();
  } finally {
    model.dispose();
  }
}

/** The same for a model that is open. */
export async function writeTrainingReport(options: {
  readonly context: PipelineContext;
  readonly model: VideoTokenModel;
  /** Of the model. */
  readonly folder: string;
  readonly store?: VideoStore;
  readonly file: string;
}): Promise<TrainingReportFile> {
  const { context, model, folder, store } = options;
  const facts = await readModelFacts(folder);
  const readings = store === undefined ? [] : await sampleReadings({ context, model, folder, store });
  const page = trainingPage({
    facts,
    report: await readSavedReport(folder),
    notes: await knobNotes(),
    readings,
    writtenAt: new Date(context.clock()).toISOString(),
    writtenBy: context.codeVersion,
  });
  const file = resolve(options.file);
  await durableFile(file, [page]);
  return { spaceId: model.space.id, file, samples: readings.length, sizeBytes: Buffer.byteLength(page) };
}

/** @throws VidtokenError `usage` when a folder stands where the page shall be written */
export async function requireNoFolder(file: string): Promise<void> {
  const isFolder = await stat(resolve(file)).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (!isFolder) return;
  throw new VidtokenError({
    code: 'usage',
    message: `"${file}" is a folder; the report is one file.`,
    hint: `For example: ${file.replace(/\/+$/, '')}/report.html`,
  });
}
