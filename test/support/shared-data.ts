import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageInfo } from '../../src/config/package-info.js';

/** Real clips and hostile files lie beside the project where they are at hand; tests skip where they are not. */
const SHARED = join(packageInfo().root, '..', 'shared');

export const SHARED_CLIPS = join(SHARED, 'data', 'clips', 'clips.jsonl');
export const SHARED_HOSTILE = join(SHARED, 'data', 'hostile');
export const SHARED_STREET = join(SHARED, 'data', 'street');
export const SHARED_TIKTOK = join(SHARED, 'data', 'tiktok');
export const SHARED_ML_100K = join(SHARED, 'data', 'ml-100k');
export const SHARED_WEIGHTS = join(SHARED, 'weights');
export const SHARED_TOKENIZER = join(SHARED, 'weights', 'minilm-tokenizer');

export const hasSharedClips = existsSync(SHARED_CLIPS);
export const hasSharedHostile = existsSync(SHARED_HOSTILE);
export const hasSharedStreet = existsSync(SHARED_STREET);
export const hasSharedTiktok = existsSync(join(SHARED_TIKTOK, 'tiktok.train.inter'));
export const hasSharedMl100k = existsSync(join(SHARED_ML_100K, 'ml-100k.inter'));
export const hasSharedWeights = ['mobilenet_v2', 'yamnet'].every((id) =>
  existsSync(join(SHARED_WEIGHTS, id)),
);
