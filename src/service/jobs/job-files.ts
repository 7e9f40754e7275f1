import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../../core/parse-json.js';
import type { Logger } from '../../core/runtime.js';
import { job } from '../contract/job.js';
import { newJob } from './new-job.js';

/** A job as it lies on disk. */
const storedJob = z.object({
  /** Order of arrival. */
  sequence: z.number().int(),
  work: newJob,
  job,
});
export type StoredJob = z.infer<typeof storedJob>;

/** One JSON file for each job, replaced as a whole. */
export interface JobFiles {
  /** In order of arrival; a file that is no job is left where it is and passed over. */
  read(): Promise<StoredJob[]>;
  write(stored: StoredJob): Promise<void>;
  remove(id: string): Promise<void>;
}

export function createJobFiles(folder: string, logger: Logger): JobFiles {
  const fileOf = (id: string): string => join(folder, `${id}.json`);
  return {
    async read() {
      await mkdir(folder, { recursive: true });
      const jobs: StoredJob[] = [];
      for (const name of await readdir(folder)) {
        const path = join(folder, name);
        // Half-written by a process that was killed.
        if (name.endsWith('.new')) await rm(path, { force: true });
        if (!name.endsWith('.json')) continue;
        const parsed = storedJob.safeParse(parseJson(await readFile(path, 'utf8')));
        if (parsed.success) jobs.push(parsed.data);
        else logger.warn({ file: path }, 'this file is no job and is passed over');
      }
      return jobs.sort((left, right) => left.sequence - right.sequence);
    },
    async write(stored) {
      const path = fileOf(stored.job.id);
      const file = await open(`${path}.new`, 'w');
      try {
        await file.writeFile(JSON.stringify(stored));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(`${path}.new`, path);
    },
    remove: (id) => rm(fileOf(id), { force: true }),
  };
}
