import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../../src/core/parse-json.js';
import type { Rankings } from '../../src/metrics/rank-users.js';
import { durableFile } from '../../src/tensor/durable-file.js';
import { dataChecksum } from './job.js';

/** What one run leaves beside its lists. */
const runFacts = z.object({
  key: z.string(),
  model: z.string(),
  config: z.record(z.string(), z.unknown()),
  seed: z.number().int(),
  protocol: z.string(),
  checksum: dataChecksum,
  codeHash: z.string(),
  codeVersion: z.string(),
  /** Recall on validation of the kept weights; null when nobody has a validation item. */
  validation: z.number().nullable(),
  /** Null for models in closed form. */
  bestEpoch: z.number().int().nullable(),
  epochs: z.array(jsonEpoch()),
  /** Training with its validations, and the ranking of the test users. */
  seconds: z.object({ train: z.number(), rank: z.number() }),
  /** Largest resident memory of the process. */
  peakMemoryBytes: z.number(),
});
export type RunFacts = z.infer<typeof runFacts>;

const resultFile = z.object({
  facts: runFacts,
  /** Of the binary file with the lists. */
  lists: z.object({ depth: z.number().int(), users: z.number().int(), sha256: z.string() }),
});

/** A finished run: from the lists every metric is computed, without training again. */
export interface RunResult {
  readonly facts: RunFacts;
  /** Of all users with a test item. */
  readonly rankings: Rankings;
}

function jsonEpoch() {
  return z.object({ epoch: z.number().int(), loss: z.number(), validation: z.number().optional() });
}

/** Writes the lists, then the facts with their hash: a result is there as a whole or not at all. */
export async function saveRunResult(folder: string, { facts, rankings }: RunResult): Promise<void> {
  const { users, items, scores, depth } = rankings;
  const bytes = Buffer.concat(
    [users, items, scores].map((array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength)),
  );
  await durableFile(join(folder, `${facts.key}.lists`), [bytes]);
  const lists = { depth, users: users.length, sha256: sha256(bytes) };
  await durableFile(join(folder, `${facts.key}.json`), [`${JSON.stringify({ facts, lists })}\n`]);
}

/** @returns undefined when there is no such result, or one that was damaged or written by other code */
export async function readRunResult(folder: string, key: string): Promise<RunResult | undefined> {
  const stored = await readRunFacts(folder, key);
  const bytes = stored === undefined ? undefined : await readIfThere(join(folder, `${key}.lists`));
  if (stored === undefined || bytes === undefined || sha256(bytes) !== stored.lists.sha256) return undefined;
  const { depth, users: count } = stored.lists;
  const { buffer } = Uint8Array.from(bytes);
  const scoresFrom = 4 * count * (1 + depth);
  return {
    facts: stored.facts,
    rankings: {
      depth,
      users: new Int32Array(buffer, 0, count),
      items: new Int32Array(buffer, 4 * count, count * depth),
      scores: new Float32Array(buffer, scoresFrom, count * depth),
    },
  };
}

async function readRunFacts(folder: string, key: string): Promise<z.infer<typeof resultFile> | undefined> {
  const text = await readIfThere(join(folder, `${key}.json`));
  if (text === undefined) return undefined;
  const parsed = resultFile.safeParse(parseJson(text.toString('utf8')));
  return parsed.success && parsed.data.facts.key === key ? parsed.data : undefined;
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
