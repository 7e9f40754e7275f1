import type { VideoStore } from '../../src/core/store.js';

/** How many stored descriptions one describer, with one model, wrote. */
export interface DescriberCount {
  /** `none` counts the videos without a description. */
  readonly describerId: string;
  readonly model?: string;
  readonly count: number;
}

/** Stored descriptions by describer and model, most first. */
export async function countDescribers(store: VideoStore): Promise<DescriberCount[]> {
  const counts = new Map<string, DescriberCount>();
  for await (const rows of store.videos.scanVectors()) {
    for (const { describerId = 'none', descriptionModel: model } of rows) {
      const name = describerName({ describerId, ...(model === undefined ? {} : { model }) });
      const count = (counts.get(name)?.count ?? 0) + 1;
      counts.set(name, { describerId, count, ...(model === undefined ? {} : { model }) });
    }
  }
  return [...counts.values()].sort(
    (left, right) => right.count - left.count || (describerName(left) < describerName(right) ? -1 : 1),
  );
}

/** `signal`, `openai gpt-4o-mini` */
export function describerName({ describerId, model }: Omit<DescriberCount, 'count'>): string {
  return model === undefined ? describerId : `${describerId} ${model}`;
}

/** The counts by name, as reports show them. */
export function describerCounts(counts: readonly DescriberCount[]): Record<string, number> {
  return Object.fromEntries(counts.map((each) => [describerName(each), each.count]));
}
