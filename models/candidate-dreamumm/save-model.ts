import { saveCheckpoint } from '../../src/tensor/checkpoint.js';
import type { CandidateDreamUmm } from './candidate-dreamumm.js';

export const CANDIDATE_FORMAT = 'vidtoken-candidate-dreamumm-1';

/** Writes weights and facts into one file, atomically. @throws VidtokenError `disk-full`, `store-unwritable` */
export async function saveCandidateDreamUmm(path: string, model: CandidateDreamUmm): Promise<void> {
  const { facts, parameters } = model;
  const plain = JSON.parse(JSON.stringify({ format: CANDIDATE_FORMAT, ...facts }));
  await saveCheckpoint(path, { tensors: parameters.export(), facts: plain });
}
