import { z } from 'zod';

/** `vidtoken map --json`. */
export const mapReport = z.object({
  /** Space of the tokens. */
  space: z.string(),
  /** `pca` for sets that are too small for `umap`. */
  method: z.enum(['umap', 'pca']),
  seed: z.number().int(),
  /** Videos with a token. */
  videos: z.number().int(),
  /** Of them: those that the projection was fitted on; the others stand beside their neighbours. */
  fittedOn: z.number().int(),
  file: z.string(),
  seconds: z.number().nonnegative(),
});
export type MapReport = z.infer<typeof mapReport>;
