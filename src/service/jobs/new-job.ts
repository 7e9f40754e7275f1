import { z } from 'zod';

/** What is to be done; kept on disk until it is done. */
export const newJob = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('embed'),
    /** Shown to people: the name of the uploaded file, or the path. */
    name: z.string(),
    /** Absolute: a video, a folder or a `.jsonl` manifest. */
    path: z.string(),
    /** Of a file that the service owns: it is removed again when no stored video lies in it. */
    upload: z
      .object({
        /** Absolute, named by its content hash. */
        file: z.string(),
        /** Absolute; goes with the end of the job. */
        folder: z.string(),
      })
      .optional(),
  }),
  z.object({ kind: z.literal('map'), name: z.string() }),
]);
export type NewJob = z.infer<typeof newJob>;
