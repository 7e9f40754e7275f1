/** What a good description of one video says, and what it must not say. */
export interface DescriptionFacts {
  /** Id of the video in its store or manifest. */
  readonly id: string;
  /** Each fact is a list of words or phrases of which any one states it. */
  readonly must: readonly (readonly string[])[];
  /** Words or phrases that would be wrong. */
  readonly mustNot: readonly string[];
}

/** One description against the facts. */
export interface FactsScore {
  /** Facts that it states. */
  readonly stated: number;
  /** Facts that it should state. */
  readonly wanted: number;
  /** What it says although it must not, in the words of the facts. */
  readonly wrong: readonly string[];
  readonly words: number;
}
