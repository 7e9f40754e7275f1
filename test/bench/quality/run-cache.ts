import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type VideoTokenConfig, videoTokenConfigSchema } from '../../../models/video-token/config.js';

/** One finished training: the tokens, from which every figure is computed anew, and what it cost. */
const runSchema = z.object({
  variant: z.string(),
  seed: z.number(),
  split: z.string(),
  dataHash: z.string(),
  /** Hash of the code that trained. */
  codeHash: z.string(),
  backend: z.string(),
  /** Training alone, without loading and scoring. */
  seconds: z.number(),
  epochs: z.number(),
  bestEpoch: z.number(),
  trainVideos: z.number(),
  parameters: z.number(),
  /** Nats per description token, on the part of the training side that early stopping watches. */
  trainCrossEntropy: z.number(),
  watchedCrossEntropy: z.number(),
  watchedShuffledCrossEntropy: z.number(),
  dimension: z.number().int().positive(),
  /** Base64 of float32 [clips of the split, dimension], little endian. */
  tokens: z.string(),
});
export type QualityRun = z.infer<typeof runSchema>;

export interface RunKey {
  readonly config: VideoTokenConfig;
  readonly split: string;
  readonly dataHash: string;
}

/** Finished runs as files in a folder, one each. */
export interface RunCache {
  /** @returns undefined when there is none, or one of other code that is not accepted */
  read(key: RunKey): Promise<QualityRun | undefined>;
  write(key: RunKey, run: QualityRun): Promise<void>;
}

/** @param options.codeHash runs of other code are not read; any code is accepted when absent */
export function createRunCache(options: {
  readonly folder: string;
  readonly codeHash: string | undefined;
}): RunCache {
  const fileOf = (key: RunKey): string => join(options.folder, `${runId(key)}.json`);
  return {
    async read(key) {
      const text = await readIfThere(fileOf(key));
      if (text === undefined) return undefined;
      const run = runSchema.parse(JSON.parse(text));
      return options.codeHash === undefined || run.codeHash === options.codeHash ? run : undefined;
    },
    async write(key, run) {
      await mkdir(options.folder, { recursive: true });
      const unfinished = `${fileOf(key)}.part`;
      await writeFile(unfinished, JSON.stringify(run));
      await rename(unfinished, fileOf(key));
    },
  };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The same for two runs that train the same recipe with the same seed on the same data. */
export function runId({ config, split, dataHash }: RunKey): string {
  const facts = JSON.stringify([tellingKnobs(config), split, dataHash]);
  return createHash('sha256').update(facts).digest('hex').slice(0, 20);
}

/** Knobs that are not at the "off" that older models have: a new knob that is off leaves every run its name. */
function tellingKnobs(config: VideoTokenConfig): [string, unknown][] {
  const knobs: [string, unknown][] = Object.entries(config);
  return knobs
    .filter(([name, value]) => {
      const rest = Object.fromEntries(knobs.filter(([other]) => other !== name));
      const parsed = videoTokenConfigSchema.safeParse(rest);
      if (!parsed.success) return true;
      const off: Readonly<Record<string, unknown>> = parsed.data;
      return JSON.stringify(off[name]) !== JSON.stringify(value);
    })
    .sort(([left], [right]) => (left < right ? -1 : 1));
}

/** SHA-256 of all compiled files in the folders, whatever their order. */
export async function hashCode(folders: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of folders) {
    const names = await readdir(folder, { recursive: true });
    for (const name of names.filter((path) => path.endsWith('.js')).sort()) {
      hash.update(`${name}\n`).update(await readFile(join(folder, name)));
    }
  }
  return hash.digest('hex');
}

/** @param vectors all of one length */
export function encodeTokens(vectors: readonly Float32Array[]): string {
  return Buffer.concat(
    vectors.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength)),
  ).toString('base64');
}

/** @returns [clips] vectors of the run */
export function decodeTokens({
  tokens,
  dimension,
}: Pick<QualityRun, 'tokens' | 'dimension'>): Float32Array[] {
  const bytes = Uint8Array.from(Buffer.from(tokens, 'base64'));
  const values = new Float32Array(bytes.buffer);
  const count = values.length / dimension;
  return Array.from({ length: count }, (_, clip) => values.slice(clip * dimension, (clip + 1) * dimension));
}
