import { keptReports } from '../../../pipelines/stages/keep-report.js';
import type { RunRecord } from '../../core/record.js';
import type { Service } from '../service.js';

/** Rows of the `runs` table and kept reports of benchmarks, newest first. */
export async function storedRuns({
  library,
  context,
}: Pick<Service, 'library' | 'context'>): Promise<RunRecord[]> {
  const hasStore = library.state().version > 0;
  const rows = hasStore ? await library.read((store) => store.runs.list()) : [];
  return [...rows, ...(await keptReports(context.dataFolder))].sort(newestFirst);
}

/** Newest first; of runs of the same millisecond the larger id. */
export function newestFirst(
  left: Pick<RunRecord, 'startedAtMs' | 'id'>,
  right: Pick<RunRecord, 'startedAtMs' | 'id'>,
): number {
  if (left.startedAtMs !== right.startedAtMs) return right.startedAtMs - left.startedAtMs;
  return left.id === right.id ? 0 : left.id < right.id ? 1 : -1;
}
