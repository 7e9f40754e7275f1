import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { VidtokenError } from '../../src/core/errors.js';
import type { ImportReport } from '../../src/core/reports/import-report.js';
import { compareIds } from '../../src/dataset/id-order.js';
import { type ReadItem, readRecboleItems } from '../../src/dataset/readers/recbole-item.js';
import type { DatasetFiles } from '../../src/dataset/recognise-files.js';
import type { FeatureFiles } from './feature-files.js';
import type { MalformedRows } from './malformed-rows.js';

/** The items of a data set. */
export interface ItemSurvey {
  readonly source: ImportReport['items']['source'];
  /** Item i stands in row i of the feature files. */
  readonly ids: readonly string[];
  readonly facts: ReadonlyMap<string, ReadItem>;
  readonly repeated: number;
}

interface SurveyItemsOptions {
  readonly files: DatasetFiles;
  readonly features: FeatureFiles;
  /** Items that the interactions name. */
  readonly named: ReadonlySet<string>;
  readonly malformed: MalformedRows;
  readonly signal: AbortSignal;
}

const WHOLE_NUMBER = /^(?:0|[1-9]\d*)$/;

/**
 * Which items there are, and which row of the features is whose:
 * 1. `item_ids.txt` names row i on its line i.
 * 2. The `.item` file: when its ids are exactly the whole numbers 0 … n − 1, the id is the row, else the order of its lines.
 * 3. Without either, the id is the row: every item that the interactions name must be a whole number below the rows.
 * 4. Without features the items are those of the `.item` file, or those that the interactions name.
 *
 * @throws VidtokenError `invalid-value` when rows and items do not match.
 */
export async function surveyItems(options: SurveyItemsOptions): Promise<ItemSurvey> {
  const { files, features, named } = options;
  const { facts, repeated } = await readFacts(options);
  const survey = (source: ItemSurvey['source'], ids: readonly string[]): ItemSurvey => {
    features.requireRows(ids.length, source === 'row-numbers' ? 'items' : `items in ${listName(files)}`);
    return { source, ids, facts, repeated };
  };
  if (files.itemIds !== undefined) return survey('item-ids', await readIds(files.itemIds));
  if (files.items !== undefined) return survey('item-file', inRowOrder([...facts.keys()]));
  const { rows } = features;
  if (rows === undefined) return survey('interactions', [...named].sort(compareIds));
  requireRowNumbers(named, rows);
  return survey(
    'row-numbers',
    Array.from({ length: rows }, (_, row) => String(row)),
  );
}

async function readFacts({ files, malformed, signal }: SurveyItemsOptions) {
  const facts = new Map<string, ReadItem>();
  let repeated = 0;
  if (files.items === undefined) return { facts, repeated };
  for await (const row of readRecboleItems({ file: files.items, signal })) {
    if (row.kind === 'malformed') malformed.add(row);
    else if (facts.has(row.itemId)) repeated += 1;
    else facts.set(row.itemId, row);
  }
  return { facts, repeated };
}

/** @throws VidtokenError `invalid-value` for a repeated id. */
async function readIds(file: string): Promise<string[]> {
  const lines = (await readFile(file, 'utf8')).replace(/^\uFEFF/, '').split(/\r?\n/);
  const ids = lines.at(-1) === '' ? lines.slice(0, -1) : lines;
  const seen = new Set(['']);
  const repeated = ids.find((id) => seen.size === seen.add(id).size);
  if (repeated === undefined) return ids;
  throw new VidtokenError({
    code: 'invalid-value',
    message: `${basename(file)} holds ${repeated === '' ? 'an empty line' : `the id "${repeated}" twice`}.`,
    hint: 'It needs one id a line, in the order of the feature rows.',
  });
}

function inRowOrder(ids: readonly string[]): readonly string[] {
  const isRow = ids.every((id) => WHOLE_NUMBER.test(id) && Number(id) < ids.length);
  return isRow ? [...ids].sort(compareIds) : ids;
}

function requireRowNumbers(named: ReadonlySet<string>, rows: number): void {
  for (const id of named) {
    if (WHOLE_NUMBER.test(id) && Number(id) < rows) continue;
    throw new VidtokenError({
      code: 'invalid-value',
      message: `The interactions name the item "${id}", but the features have ${rows} rows, 0 to ${rows - 1}, and no list of ids.`,
      hint: 'Put an item_ids.txt beside them, one id a line in the order of the rows, or a .item file.',
      facts: { id, rows },
    });
  }
}

function listName({ itemIds, items }: DatasetFiles): string {
  return basename(itemIds ?? items ?? 'the interactions');
}
