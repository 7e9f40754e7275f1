import { MODALITIES } from '../../core/features.js';
import type { VideoId } from '../../core/ids.js';
import type { VideoRecord } from '../../core/record.js';
import { cosine } from '../../math/vector.js';
import type { HitReason } from '../contract/video.js';
import type { Service } from '../service.js';
import type { SearchSubject } from './search-source.js';
import { createWordWeights, type WordWeights } from './word-weights.js';

const SHARED_WORDS = 8;

/** Says why videos were found. */
export interface HitReasons {
  /** By id; videos that are gone are left out. */
  explain(subject: SearchSubject, ids: readonly VideoId[]): Promise<Map<string, HitReason>>;
}

/** Reasons are read from what is stored; nothing is decoded. */
export function createHitReasons(library: Service['library']): HitReasons {
  const wordWeights = createWordWeights(library);
  return {
    async explain(subject, ids) {
      if (ids.length === 0) return new Map();
      const wanted = subject.kind === 'video' ? [subject.id, ...ids] : ids;
      const [records, weights] = await Promise.all([
        library.read(({ videos }) => videos.get(wanted)),
        wordWeights(),
      ]);
      const reasonOf = subjectReason(subject, { records, weights });
      return new Map(records.map((record) => [record.id, reasonOf(record)]));
    },
  };
}

interface Known {
  readonly records: readonly VideoRecord[];
  readonly weights: WordWeights;
}

function subjectReason(subject: SearchSubject, { records, weights }: Known): (hit: VideoRecord) => HitReason {
  if (subject.kind === 'words') {
    return (hit) => ({
      sharedWords: sharedWords([subject.text, hit.description?.text], weights),
      modalities: {},
      sameCluster: false,
    });
  }
  const query = records.find(({ id }) => id === subject.id);
  return (hit) => ({
    sharedWords: sharedWords([query?.description?.text, hit.description?.text], weights),
    modalities: query === undefined ? {} : agreement(query, hit),
    sameCluster: query?.contentClusterId !== undefined && query.contentClusterId === hit.contentClusterId,
  });
}

/** Words of both texts, the rarest in the store first, equally rare ones by letter. */
function sharedWords(
  [left = '', right = '']: readonly (string | undefined)[],
  weights: WordWeights,
): string[] {
  const others = weights.distinctive(right);
  return [...weights.distinctive(left)]
    .filter((word) => others.has(word))
    .sort((first, second) => weights.weight(second) - weights.weight(first) || (first < second ? -1 : 1))
    .slice(0, SHARED_WORDS);
}

/** Cosine, −1…1, of the pooled vectors of each modality that both have. */
function agreement(query: VideoRecord, hit: VideoRecord): Record<string, number> {
  const cosines: Record<string, number> = {};
  for (const modality of MODALITIES) {
    const [left, right] = [query.pooled[modality], hit.pooled[modality]];
    if (left === undefined || right === undefined) continue;
    const value = cosine(left, right);
    if (Number.isFinite(value)) cosines[modality] = value;
  }
  return cosines;
}
