/** What a classifier says about the frames or stretches of one video. */
export interface LabelScores {
  /** Names of the classes, as the model's own file writes them. */
  readonly labels: readonly string[];
  /** Frames, or stretches of sound. */
  readonly count: number;
  /** [count, labels] row by row, 0…1 each. */
  readonly scores: Float32Array;
}
