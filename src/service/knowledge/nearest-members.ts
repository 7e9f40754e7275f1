import type { VideoId } from '../../core/ids.js';

const EXEMPLARS = 6;

/** The members nearest to each centre, found in one pass. */
export class NearestMembers {
  readonly #clusters = new Map<number, { readonly id: VideoId; readonly distance: number }[]>();

  add(cluster: number, id: VideoId, distance: number): void {
    const best = this.#clusters.get(cluster) ?? [];
    this.#clusters.set(cluster, best);
    const last = best.at(-1);
    if (best.length === EXEMPLARS && last !== undefined && last.distance <= distance) return;
    const at = best.findIndex((other) => other.distance > distance);
    best.splice(at === -1 ? best.length : at, 0, { id, distance });
    if (best.length > EXEMPLARS) best.pop();
  }

  /** Nearest first; equal distances in the order in which they came. */
  of(cluster: number): VideoId[] {
    return (this.#clusters.get(cluster) ?? []).map(({ id }) => id);
  }
}
