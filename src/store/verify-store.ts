import { readRows } from './row-reader.js';
import type { StoreTable } from './store-table.js';

export interface StoreVerification {
  readonly videos: number;
  readonly distinctHashes: number;
  readonly distinctIds: number;
  readonly featureRows: number;
  readonly distinctFeatureRows: number;
  readonly answers: number;
  readonly distinctAnswers: number;
  readonly interactions: number;
  readonly distinctInteractions: number;
  /** Nothing is doubled. */
  readonly sound: boolean;
}

/** Counts rows and keys: LanceDB itself enforces no uniqueness. */
export async function verifyStore(tables: {
  readonly videos: StoreTable;
  readonly features: StoreTable;
  readonly answers: StoreTable;
  readonly interactions: StoreTable;
}): Promise<StoreVerification> {
  const hashes = await values(tables.videos, 'content_hash');
  const ids = await values(tables.videos, 'id');
  const keys = await values(tables.features, 'key');
  const answers = await values(tables.answers, 'id');
  const interactions = await values(tables.interactions, 'key');
  const counts = {
    videos: hashes.length,
    distinctHashes: new Set(hashes).size,
    distinctIds: new Set(ids).size,
    featureRows: keys.length,
    distinctFeatureRows: new Set(keys).size,
    answers: answers.length,
    distinctAnswers: new Set(answers).size,
    interactions: interactions.length,
    distinctInteractions: new Set(interactions).size,
  };
  const sound =
    counts.distinctHashes === counts.videos &&
    counts.distinctIds === counts.videos &&
    counts.distinctFeatureRows === counts.featureRows &&
    counts.distinctAnswers === counts.answers &&
    counts.distinctInteractions === counts.interactions;
  return { ...counts, sound };
}

function values({ read, name }: StoreTable, column: string): Promise<string[]> {
  return read(`verifying "${name}"`, (table) =>
    readRows(table.query().select([column]), (row) => row.text(column)),
  );
}
