import { createHash } from 'node:crypto';
import type { EmbeddingSpace } from '../../src/core/embedding.js';
import type { ExtractorSpec } from '../../src/core/features.js';
import { contentHash, spaceId, videoId } from '../../src/core/ids.js';
import type { AnswerRecord, VideoRecord } from '../../src/core/record.js';
import { silentLogger } from '../../src/core/runtime.js';
import type { StoreSchema } from '../../src/core/store.js';
import { type LanceVideoStore, openStore } from '../../src/store/open-store.js';

export const testExtractorSpec = (
  id: string,
  modality: ExtractorSpec['modality'],
  pooledWidth: number,
): ExtractorSpec => ({
  id,
  version: 1,
  modality,
  width: 2,
  pooledWidth,
});

/** Two extractors share the visual modality, so its pooled vectors are 3 + 1 wide. */
export const STORE_SCHEMA: StoreSchema = {
  extractors: [
    testExtractorSpec('look', 'visual', 3),
    testExtractorSpec('move', 'visual', 1),
    testExtractorSpec('hear', 'audio', 2),
    testExtractorSpec('read', 'text', 2),
  ],
  tokenDimension: 8,
};

export function testSpace(id = 'space-a', dimension = STORE_SCHEMA.tokenDimension): EmbeddingSpace {
  return { id: spaceId(id), dimension, metric: 'cosine', modelHash: 'f'.repeat(64), extractors: 'look@1' };
}

/** The content hash of a made-up video. */
export function hashOf(name: string) {
  return contentHash(createHash('sha256').update(name).digest('hex'));
}

/** A complete record; every field can be replaced. */
export function testRecord(name: string, changes: Partial<VideoRecord> = {}): VideoRecord {
  return {
    id: videoId(name),
    contentHash: hashOf(name),
    uri: `/videos/${name}.mp4`,
    sizeBytes: 5_000_000_000,
    title: `Title of ${name}`,
    tags: ['tag', name],
    labels: { target: 'glutes', formula: 'a=b' },
    metadata: { likes: 3, nested: { list: [1, null] } },
    info: {
      container: 'mov,mp4',
      durationSeconds: 12.5,
      video: { codec: 'h264', width: 720, height: 1280, rotationDegrees: 90, framesPerSecond: 29.97 },
      audio: { codec: 'aac', sampleRateHz: 44_100, channels: 2 },
    },
    measurements: {
      brightness: 0.5,
      contrast: 0.25,
      saturation: 0.1,
      dominantColours: [{ name: 'dark blue', share: 0.6 }],
      visibleCuts: 0,
      frameCount: 8,
    },
    providedDescription: `Somebody wrote about ${name}`,
    description: { text: `A person shows ${name}`, describerId: 'signal', promptHash: '0123456789abcdef' },
    pooled: { visual: new Float32Array([1, 2, 3, 4]), audio: new Float32Array([5, 6]) },
    batch: 'run-1',
    createdAtMs: 1_700_000_000_123,
    updatedAtMs: 1_700_000_000_456,
    thumbnailJpeg: new Uint8Array([0xff, 0xd8, 0xff, 1]),
    ...changes,
  };
}

/** A record with a token of `testSpace()`. */
export function tokenRecord(name: string, token: ArrayLike<number>, changes: Partial<VideoRecord> = {}) {
  return testRecord(name, { token: Float32Array.from(token), spaceId: testSpace().id, ...changes });
}

/** The n-th call for a key: an accepted answer with usage and price; every field can be replaced. */
export function answerRecord(key: string, n: number, changes: Partial<AnswerRecord> = {}): AnswerRecord {
  return {
    id: `${key}/${n}`,
    key,
    contentHash: hashOf(key),
    describerId: 'openai',
    promptHash: '0123456789abcdef',
    model: 'gpt-test',
    outcome: 'accepted',
    text: `Answer ${n} for ${key}`,
    inputTokens: 1000,
    outputTokens: 100,
    costUsd: 0.1,
    runId: 'run-1',
    atMs: 1_700_000_000_000 + n,
    ...changes,
  };
}

interface OpenOptions {
  readonly mode?: 'read' | 'write';
  readonly schema?: StoreSchema;
  readonly clock?: () => number;
}

/** Opens the store of a test folder; the writer gives `STORE_SCHEMA` unless told otherwise. */
export function openTestStore(folder: string, options: OpenOptions = {}): Promise<LanceVideoStore> {
  const { mode = 'write', schema = STORE_SCHEMA, clock = () => 1_800_000_000_000 } = options;
  const shared = { folder, mode, command: 'test', clock, logger: silentLogger };
  return openStore(mode === 'write' ? { ...shared, schema } : shared);
}
