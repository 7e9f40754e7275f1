import { MultiMatchQuery, tokenize } from '@lancedb/lancedb';
import type { SearchHit } from '../core/store.js';
import { TEXT_COLUMNS, TEXT_TOKENIZER } from './index-plan.js';
import { readRows } from './row-reader.js';
import { candidate, type Fetch, type SearchContext, searchHits } from './search-hits.js';
import { sqlText } from './sql.js';
import { columnsOf, type StoreTable } from './store-table.js';
import { checkWhere, whereClause } from './where-clause.js';

interface TextQuery {
  readonly words: string;
  readonly limit: number;
  readonly where?: string;
}

/** See `VideoTable.searchText`. */
export async function searchText(context: SearchContext, query: TextQuery): Promise<SearchHit[]> {
  const { videos } = context;
  await checkWhere(videos.table, query.where);
  const words = query.words.trim();
  if (words.length === 0) return [];
  const hasTokens = (await tokenize(words, TEXT_TOKENIZER)).length > 0;
  const fetch = hasTokens
    ? matchFetch(videos, { ...query, words })
    : substringFetch(videos, { ...query, words });
  return searchHits(context, { fetch, limit: query.limit, where: query.where, action: 'searching words' });
}

/** BM25 over the text columns. A `MultiMatchQuery` takes words as they are: it has no syntax. */
function matchFetch(videos: StoreTable, { words, where }: TextQuery): Fetch {
  return (count) => {
    const builder = videos.table
      .query()
      .fullTextSearch(new MultiMatchQuery(words, textColumns(videos)))
      .select(['id', 'content_hash', '_score'])
      .limit(count);
    if (where !== undefined) builder.where(whereClause(where));
    return readRows(builder, (row) => candidate(row, row.number('_score')));
  };
}

/** Emoji and signs are no words to the tokenizer: they are looked for as they stand, with score 0. */
function substringFetch(videos: StoreTable, { words, where }: TextQuery): Fetch {
  const text = sqlText(words);
  const found = textColumns(videos)
    .map((column) => (column === 'tags' ? `array_has(tags, ${text})` : `contains(${column}, ${text})`))
    .join(' OR ');
  return (count) => {
    const builder = videos.table
      .query()
      .where(where === undefined ? found : `(${found}) AND ${whereClause(where)}`)
      .select(['id', 'content_hash'])
      .limit(count);
    return readRows(builder, (row) => candidate(row, 0));
  };
}

/** A reader of a store of an earlier version does without the columns that it lacks. */
function textColumns(videos: StoreTable): string[] {
  return columnsOf(videos, TEXT_COLUMNS);
}
