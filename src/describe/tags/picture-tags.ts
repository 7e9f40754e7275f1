import type { LabelScores } from '../../inference/classify/label-scores.js';
import { OBJECT_GROUPS } from './object-groups.js';
import { objectName } from './object-names.js';
import { meanAndPeak } from './score-columns.js';
import type { TagCandidate } from './tag-tiers.js';
import { withArticle } from './with-article.js';

/** Class 0 of some ImageNet classifiers: none of the thousand. */
const BACKGROUND = 'background';
const IMAGENET_CLASSES = 1000;

interface Thing {
  /** Classes that are it. */
  readonly members: Set<number>;
  /** Names of the kinds that it belongs to. */
  readonly broader: Set<string>;
}

/**
 * What the pictures of a video show by an ImageNet classifier: the probability of each name, and of each kind of
 * things, as the weighted mean over the frames. Classes of one name or kind are added up, for they exclude each
 * other.
 *
 * @param options.weights of the frames, > 0
 */
export function pictureTags(options: {
  readonly seen: LabelScores;
  readonly weights: readonly number[];
}): TagCandidate[] {
  const { seen, weights } = options;
  return [...thingsOf(seen.labels)].map(([name, { members, broader }]) => {
    const { mean, peak } = meanAndPeak({ scores: seen, members: [...members], weights });
    return { key: name, phrase: withArticle(name), score: mean, peak, broader: [...broader] };
  });
}

/** Everything that has a name, by its name. */
function thingsOf(labels: readonly string[]): Map<string, Thing> {
  const things = new Map<string, Thing>();
  const thing = (name: string): Thing => {
    const known = things.get(name) ?? { members: new Set(), broader: new Set() };
    things.set(name, known);
    return known;
  };
  const firstClass = labels[0] === BACKGROUND ? 1 : 0;
  const isImagenet = labels.length - firstClass === IMAGENET_CLASSES;
  const kinds = labels.map((_, index) => (isImagenet ? kindsOf(index - firstClass) : []));
  for (const [index, label] of labels.entries()) {
    if (label === BACKGROUND) continue;
    const name = objectName(label);
    thing(name).members.add(index);
    for (const kind of kinds[index] ?? []) {
      thing(kind).members.add(index);
      if (kind !== name) thing(name).broader.add(kind);
    }
  }
  return things;
}

/** @param imagenetClass 0…999 */
function kindsOf(imagenetClass: number): string[] {
  return OBJECT_GROUPS.filter(({ runs }) =>
    runs.some(([first, last]) => first <= imagenetClass && imagenetClass <= last),
  ).map(({ name }) => name);
}
