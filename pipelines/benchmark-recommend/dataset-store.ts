import { basename, join } from 'node:path';
import { recogniseFiles } from '../../src/dataset/recognise-files.js';
import type { PipelineContext } from '../context.js';
import { datasetHash } from '../import/dataset-hash.js';
import { importDataset } from '../import.js';
import { withStoreIfAny } from '../stages/open-for-reading.js';

export interface DatasetStore {
  /** Its data folder is the store of the data set. */
  readonly context: PipelineContext;
  /** For the table. */
  readonly datasetName: string;
}

const HASH_DIGITS = 12;
/** Of the content clusters, the same for everybody who measures the same files. */
const IMPORT_SEED = 7;

/**
 * The store that a benchmark measures: the one of the context itself, or, for the files of a data set, one of their own
 * under `datasets/`, named after the files and what is in them. They are imported unless they were already.
 * @throws as `importDataset`
 */
export async function datasetStore(options: {
  readonly context: PipelineContext;
  /** Folder of a data set. */
  readonly dataset?: string;
}): Promise<DatasetStore> {
  const { context, dataset } = options;
  if (dataset === undefined) return { context, datasetName: basename(context.dataFolder) };
  const files = await recogniseFiles({ path: dataset, signal: context.signal });
  const dataHash = await datasetHash(files, context.signal);
  const folder = `${files.name}-${dataHash.slice(0, HASH_DIGITS)}`;
  const own = { ...context, dataFolder: join(context.dataFolder, 'datasets', folder) };
  if (!(await isImported(own, dataHash))) {
    context.logger.info({ dataset, store: own.dataFolder }, 'Importing the data set.');
    await importDataset({ context: own, path: dataset, seed: IMPORT_SEED, dryRun: false });
  }
  return { context: own, datasetName: files.name };
}

/** An import that was stopped has no finished run: it goes on. */
async function isImported(context: PipelineContext, dataHash: string): Promise<boolean> {
  return withStoreIfAny(context, async (store) => {
    const runs = (await store?.runs.list()) ?? [];
    return runs.some((run) => run.command === 'import' && run.status === 'done' && run.dataHash === dataHash);
  });
}
