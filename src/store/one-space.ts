import type { Table } from '@lancedb/lancedb';
import { VidtokenError } from '../core/errors.js';
import type { SpaceId } from '../core/ids.js';
import { spaceId } from '../core/ids.js';
import { readRows } from './row-reader.js';
import { sqlAnd, sqlText } from './sql.js';

/** How many rows carry a token of each space; `null` counts rows without one. A few index look-ups. */
export async function countSpaces(table: Table): Promise<Map<SpaceId | null, number>> {
  const counts = new Map<SpaceId | null, number>();
  const without = await table.countRows('space_id IS NULL');
  if (without > 0) counts.set(null, without);
  for (;;) {
    const seen = [...counts.keys()].filter((id) => id !== null);
    const unseen = seen.map((id) => `space_id != ${sqlText(id)}`);
    const where = sqlAnd('space_id IS NOT NULL', ...unseen) ?? 'true';
    const query = table.query().where(where).select(['space_id']).limit(1);
    const [next] = await readRows(query, (row) => spaceId(row.text('space_id')));
    if (next === undefined) return counts;
    counts.set(next, await table.countRows(`space_id = ${sqlText(next)}`));
  }
}

/**
 * Vectors of two spaces are never compared: every stored token must be of `space`. The answer holds for a
 * version of the table, so a row of searches asks once.
 */
export function createSpaceGuard(table: Table): (space: SpaceId) => Promise<void> {
  let checked: { readonly version: number; readonly space: SpaceId } | undefined;
  return async (space) => {
    const version = await table.version();
    if (checked?.version === version && checked.space === space) return;
    const others = [...(await countSpaces(table)).keys()].filter((id) => id !== null && id !== space);
    if (others.length > 0) throw spaceMismatch(others.join('", "'), space);
    checked = { version, space };
  };
}

export function spaceMismatch(stored: string, wanted: string): VidtokenError {
  return new VidtokenError({
    code: 'space-mismatch',
    message: `The store holds tokens of space "${stored}", the query is of space "${wanted}"; they cannot be compared.`,
    hint: 'Bring all videos into the space of the current model with: vidtoken reembed',
    facts: { stored, wanted },
  });
}
