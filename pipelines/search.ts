import { VidtokenError } from '../src/core/errors.js';
import { type ExtractorSpec, extractorSetLabel } from '../src/core/features.js';
import type { TextSearchReport } from '../src/core/reports/search-report.js';
import type { VideoStore } from '../src/core/store.js';
import { semanticExtractor } from '../src/features/semantic-vector.js';
import { createTextTower } from '../src/features/text-tower.js';
import type { PipelineContext } from './context.js';
import { modelThreads } from './stages/create-extractors.js';
import { hitReport } from './stages/hit-report.js';
import { withStore } from './stages/open-for-reading.js';

export interface SearchOptions {
  readonly context: PipelineContext;
  readonly words: string;
  readonly limit: number;
  /** SQL condition over the columns of `videos`. */
  readonly where?: string;
  /** `words`: what is written about the videos; `semantic`: what their frames show. Default `words`. */
  readonly mode?: TextSearchReport['mode'];
}

/**
 * Stored videos by words: full-text search over what is written about them, best match (BM25) first; or, semantic, by
 * what their frames show, nearest first (cosine).
 * @throws VidtokenError `usage` (a wrong `where`, no words for a semantic search), `configuration` when the store has
 * no text-aligned extractor, `weights-missing`, `extractor-mismatch`
 */
export async function searchVideos(options: SearchOptions): Promise<TextSearchReport> {
  return withStore(options.context, (store) =>
    options.mode === 'semantic' ? searchPictures(store, options) : searchWords(store, options),
  );
}

async function searchWords(store: VideoStore, options: SearchOptions): Promise<TextSearchReport> {
  const { words, limit, where } = options;
  const hits = await store.videos.searchText({ words, limit, ...(where === undefined ? {} : { where }) });
  return { query: { words }, mode: 'words', model: null, hits: hits.map(hitReport) };
}

async function searchPictures(store: VideoStore, options: SearchOptions): Promise<TextSearchReport> {
  const { context, words, limit, where } = options;
  requireWords(words);
  const tower = await createTextTower(requireAligned(store), {
    weightsFolder: context.weightsFolder,
    threads: modelThreads(context),
  });
  try {
    const vector = await tower.embed(words, { signal: context.signal });
    const hits = await store.videos.searchSemantic({
      vector,
      limit,
      ...(where === undefined ? {} : { where }),
    });
    return { query: { words }, mode: 'semantic', model: tower.model, hits: hits.map(hitReport) };
  } finally {
    await tower.dispose();
  }
}

function requireWords(words: string): void {
  if (words.trim().length > 0) return;
  throw new VidtokenError({
    code: 'usage',
    message: 'A semantic search needs words.',
    hint: 'For example: vidtoken search "a red car in the rain" --semantic',
  });
}

/** @throws VidtokenError `configuration` when no extractor of the store shares a space with texts */
export function requireAligned({ schema }: VideoStore): ExtractorSpec {
  const spec = semanticExtractor(schema.extractors);
  if (spec !== undefined) return spec;
  throw new VidtokenError({
    code: 'configuration',
    message: `This store cannot be searched by meaning: none of its extractors (${extractorSetLabel(schema.extractors)}) shares a space with texts.`,
    hint: 'Make one with a CLIP: vidtoken embed <folder> --data <new folder> --extractors signal-visual,signal-audio,text-hash,clip',
  });
}
