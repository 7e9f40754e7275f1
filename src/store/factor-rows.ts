import type { RecommenderSpace } from '../core/recommend.js';
import type { FactorHit } from '../core/store.js';
import { sqlText } from './sql.js';
import type { StoreTable } from './store-table.js';

/** Tables behind `FactorTables`. */
export interface FactorStoreTables {
  readonly userVectors: StoreTable;
  readonly itemVectors: StoreTable;
  /** One row per model: the space whose vectors count. */
  readonly recommenders: StoreTable;
}

/** SQL condition of the rows of a space. */
export function ofSpace({ id }: RecommenderSpace): string {
  return `space_id = ${sqlText(id)}`;
}

/** Best first; equal scores in the order of the ids. */
export function byScore(left: FactorHit, right: FactorHit): number {
  return right.score - left.score || (left.id < right.id ? -1 : 1);
}
