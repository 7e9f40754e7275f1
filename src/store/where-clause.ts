import type { Table } from '@lancedb/lancedb';
import { messageOf, VidtokenError } from '../core/errors.js';
import { conditionFault } from './condition-fault.js';
import { firstSentence } from './store-error.js';

/** A typed condition as it goes into a query: in brackets, so that the planner must read it to its end. */
export function whereClause(where: string): string {
  return `(${where}\n)`;
}

/**
 * Lets the planner read a condition that a person typed, without running it.
 * @throws VidtokenError `usage` naming the condition, what is wrong with it and the columns there are.
 */
export async function checkWhere(table: Table, where: string | undefined): Promise<void> {
  if (where === undefined) return;
  const fault = conditionFault(where);
  if (fault !== undefined) throw await wrongWhere(table, where, fault);
  try {
    await table.query().where(whereClause(where)).select(['id']).explainPlan();
  } catch (error) {
    throw await wrongWhere(table, where, error);
  }
}

/** A condition that cannot be planned, or that failed on the data (a cast, for example). */
export async function wrongWhere(table: Table, where: string, cause: unknown): Promise<VidtokenError> {
  const columns = (await table.schema()).fields.map(({ name }) => name);
  return new VidtokenError({
    code: 'usage',
    message: `--where "${where}" is not a condition over the videos: ${planMessage(cause)}`,
    hint: `Columns: ${columns.join(', ')}. Example: --where "duration < 10 AND array_has(labels, 'target=glutes')"`,
    facts: { where, columns },
    cause,
  });
}

/** Was it the condition that failed while the query ran, and not the disk? */
export function isWhereFailure(error: unknown): boolean {
  return /Invalid input|Error applying filter|Cast error|Error during planning/i.test(messageOf(error));
}

function planMessage(cause: unknown): string {
  return firstSentence(messageOf(cause))
    .replace(/^.*?Invalid input, /s, '')
    .replace(/ Valid fields are .*$/s, '');
}
