import type { FastifyInstance } from 'fastify';
import { onTestFinished } from 'vitest';
import type { VideoRecord } from '../../src/core/record.js';
import type { StoreSchema } from '../../src/core/store.js';
import { createApp } from '../../src/service/app.js';
import { createVideoLibrary } from '../../src/service/library/create-video-library.js';
import { addSearchRoutes } from '../../src/service/routes/search.js';
import { addVideosRoutes } from '../../src/service/routes/videos.js';
import type { Service } from '../../src/service/service.js';
import { pipelineContext } from './pipeline-context.js';
import { serviceDouble } from './service-double.js';
import { openTestStore, STORE_SCHEMA, testSpace } from './store-fixtures.js';
import { temporaryFolder } from './temporary-folder.js';

/** Width of the vectors that words are compared with. */
export const WORD_WIDTH = 4;

/** Like `STORE_SCHEMA`, with an extractor whose vectors can be compared with words. */
export const SEMANTIC_SCHEMA: StoreSchema = {
  ...STORE_SCHEMA,
  extractors: [
    ...STORE_SCHEMA.extractors,
    { id: 'clip', version: 1, modality: 'text', width: 2, pooledWidth: WORD_WIDTH, textAligned: true },
  ],
};

interface SearchedOptions {
  readonly records: readonly VideoRecord[];
  readonly schema?: StoreSchema;
  /** 0 asks the tables, anything large answers from memory. */
  readonly videosInMemory?: number;
  readonly encoder?: Partial<Service['encoder']>;
}

interface SearchedService {
  readonly app: FastifyInstance;
  readonly service: Service;
}

/** The search and video routes over a real store; nothing is embedded. Closed when the test ends. */
export async function searchedService(options: SearchedOptions): Promise<SearchedService> {
  const { close, ...opened } = await openSearchedService(await temporaryFolder(), options);
  onTestFinished(close);
  return opened;
}

/** The same in a folder of the caller's, who closes it. */
export async function openSearchedService(
  folder: string,
  options: SearchedOptions,
): Promise<SearchedService & { close(): Promise<void> }> {
  const { records, schema = STORE_SCHEMA, videosInMemory = 1_000_000, encoder } = options;
  if (records.length > 0) {
    const store = await openTestStore(folder, { schema });
    await store.videos.upsert(records, testSpace());
    await store.videos.maintain();
    await store.close();
  }
  const context = pipelineContext(folder);
  const library = await createVideoLibrary({ context, videosInMemory });
  const service = serviceDouble({
    library,
    context,
    ...(encoder === undefined ? {} : { encoder: encoder as Service['encoder'] }),
  });
  const app = await createApp(service, { routes: [addSearchRoutes, addVideosRoutes] });
  return {
    app,
    service,
    async close() {
      await app.close();
      await library.close();
      service.metrics.close();
    },
  };
}
