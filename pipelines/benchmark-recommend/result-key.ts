import { createHash } from 'node:crypto';
import type { BenchmarkJob } from './job.js';

const DIGITS = 24;

/**
 * Name of the stored result of one run: everything that decides it. Two plans that ask for the same model, data, code
 * and seed share it, so a run that was killed goes on, and a changed knob starts anew.
 */
export function resultKey(
  job: Omit<BenchmarkJob, 'runs' | 'dataFolder' | 'resultsFolder' | 'threads'>,
  seed: number,
): string {
  const { model, config, masksValidation, selectionCutoff, depth, checksum, codeHash, codeVersion } = job;
  const facts = [
    model,
    Object.entries(config).sort(([left], [right]) => (left < right ? -1 : 1)),
    seed,
    masksValidation,
    selectionCutoff,
    depth,
    checksum.split,
    checksum.features,
    checksum.clusters,
    codeHash,
    codeVersion,
  ];
  const digest = createHash('sha256').update(JSON.stringify(facts)).digest('hex');
  return `${model}-${seed}-${digest.slice(0, DIGITS)}`;
}
