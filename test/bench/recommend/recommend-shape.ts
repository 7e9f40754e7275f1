/** Sizes of what every side computes. The Python peer reads them as JSON. */
export const recommendShape = {
  width: 64,
  layers: 2,
  batch: 2048,
  learningRate: 1e-3,
  regularisation: 1e-4,
  /** Lists are this long, and scored at these cutoffs. */
  depth: 50,
  cutoffs: [5, 10, 20, 50],
  /** Stored videos that a user vector is compared with. */
  galleryVideos: 100_000,
  tokenWidth: 256,
  watches: 200,
  recommended: 20,
  seed: 7,
} as const;

/** Where there is no data set: as many users, items and interactions as TikTok has, and the same heavy users. */
export const syntheticShape = {
  users: 9308,
  items: 6710,
  trainInteractions: 59_541,
  testInteractions: 6130,
  heavyUsers: 103,
  /** Share of the train interactions that the heavy users have. */
  heavyShare: 0.7,
} as const;

/** Modalities of the synthetic item vectors that the models with content are timed on. */
export const contentShape = { width: 128, clusters: 50 } as const;
