import { VidtokenError } from '../../core/errors.js';
import type { SearchHit } from '../../core/store.js';
import { reciprocalRankFusion } from '../../math/reciprocal-rank-fusion.js';
import type { SearchRequest } from '../contract/search.js';
import type { Filter } from '../filter/filter.js';
import { filterSql } from '../filter/filter-sql.js';
import { ProblemError } from '../problem-error.js';
import type { Service } from '../service.js';
import type { RankedHit, SearchSource } from './search-source.js';

export type TextMode = 'words' | 'semantic' | 'hybrid';

type TextService = Pick<Service, 'library' | 'encoder' | 'metrics'>;

interface TextSearch {
  readonly text: string;
  readonly mode: SearchRequest['mode'];
  /** How the pages before were found; `auto` must not change between two pages. */
  readonly earlierMode: TextMode | undefined;
  readonly filter: Filter | undefined;
  readonly signal: AbortSignal;
  /** How long the first page of `auto` waits for the model before it goes on without. Default 3000. */
  readonly patienceMs?: number;
}

/** A model is loaded with its first words; nobody who types waits so long for it. */
const PATIENCE_MS = 3000;

/**
 * Videos by words, by meaning, or by both.
 * @throws ProblemError 409 when meaning is asked for and the store has no vectors that texts can be compared with
 */
export async function sourceOfText(service: TextService, search: TextSearch): Promise<SearchSource> {
  const { library } = service;
  const { canSearchByMeaning, videos: stored } = library.state();
  const mode = search.earlierMode ?? chosenMode(search.mode, canSearchByMeaning);
  if (mode !== 'words' && !canSearchByMeaning) throw noMeaning(mode);
  const vector = mode === 'words' ? undefined : await vectorOfWords(service, search);
  const where = search.filter === undefined ? {} : { where: filterSql(search.filter) };
  const words = async (limit: number): Promise<RankedHit[]> =>
    stored === 0
      ? []
      : library.read(async ({ videos }) =>
          ranked(await videos.searchText({ words: search.text, limit, ...where })),
        );
  if (vector === undefined) return textSource(search, { mode: 'words', rank: words });
  const semantic = (limit: number): Promise<RankedHit[]> =>
    library.read(async ({ videos }) => ranked(await videos.searchSemantic({ vector, limit, ...where })));
  if (mode === 'semantic') return textSource(search, { mode, rank: semantic });
  const fused = async (limit: number): Promise<RankedHit[]> => {
    const rankings = await Promise.all([words(limit), semantic(limit)]);
    return reciprocalRankFusion(rankings.map((hits) => hits.map(({ id }) => id)));
  };
  return textSource(search, { mode: 'hybrid', rank: fused });
}

/** Undefined when `auto` has to do without: a model that is busy, missing or slow must not keep words from being found. */
async function vectorOfWords(
  { encoder, metrics }: TextService,
  { text, mode, earlierMode, signal, patienceMs = PATIENCE_MS }: TextSearch,
): Promise<Float32Array | undefined> {
  const embed = (until: AbortSignal) => metrics.time('encode', () => encoder.embedWords(text, until));
  if (mode !== 'auto' || earlierMode !== undefined) return embed(signal);
  const patience = AbortSignal.timeout(patienceMs);
  try {
    return await embed(AbortSignal.any([signal, patience]));
  } catch (error) {
    const isExpected = error instanceof ProblemError || error instanceof VidtokenError || patience.aborted;
    if (signal.aborted || !isExpected) throw error;
    return undefined;
  }
}

function chosenMode(asked: SearchRequest['mode'], canSearchByMeaning: boolean): TextMode {
  if (asked !== 'auto') return asked;
  return canSearchByMeaning ? 'hybrid' : 'words';
}

function textSource(
  { text }: TextSearch,
  { mode, rank }: { readonly mode: TextMode; readonly rank: SearchSource['rank'] },
): SearchSource {
  return {
    mode,
    spaceId: null,
    exact: false,
    subject: { kind: 'words', text },
    needsPool: mode === 'hybrid',
    comparesTokens: false,
    rank,
  };
}

function ranked(hits: readonly SearchHit[]): RankedHit[] {
  return hits.map(({ record, score }) => ({ id: record.id, score }));
}

function noMeaning(mode: TextMode): ProblemError {
  return new ProblemError({
    status: 409,
    code: 'not-available',
    message: `Nothing can be searched by meaning (mode "${mode}"): the stored videos have no vectors of a model that also reads texts.`,
    hint: 'Use the mode "words", or make a store with such a model: vidtoken embed <folder> --data <new folder> --extractors …,clip',
  });
}
