// Writes without end until it is killed: `node store-writer-child.mjs <folder>`. Reads the compiled store. Prints a
// line for each round, and `recorded <id>` for each answer that is safe.
import { createHash } from 'node:crypto';
import { openStore } from '../../dist/src/store/open-store.js';

const extractor = (id, modality, pooledWidth) => ({ id, version: 1, modality, width: 2, pooledWidth });
const extractors = [
  extractor('look', 'visual', 3),
  extractor('move', 'visual', 1),
  extractor('hear', 'audio', 2),
  extractor('read', 'text', 2),
];
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const store = await openStore({
  folder: process.argv[2],
  mode: 'write',
  schema: { extractors, tokenDimension: 8 },
  command: 'child',
  clock: () => 1_800_000_000_000,
  logger: quiet,
});

const space = { id: 'space-a', dimension: 8, metric: 'cosine', modelHash: 'f'.repeat(64), extractors: '' };
const info = { container: 'mp4', video: { codec: 'h264', width: 2, height: 2, rotationDegrees: 0 } };
const record = (name) => ({
  id: name,
  contentHash: createHash('sha256').update(name).digest('hex'),
  uri: `/videos/${name}.mp4`,
  sizeBytes: 1,
  tags: [],
  labels: {},
  metadata: {},
  info,
  measurements: {},
  token: Float32Array.from({ length: 8 }, (_, index) => index + 1),
  spaceId: space.id,
  pooled: {},
  batch: 'run',
  createdAtMs: 1,
  updatedAtMs: 1,
  thumbnailJpeg: new Uint8Array(1000),
});
const sequence = {
  extractorId: 'look',
  modality: 'visual',
  width: 2,
  tokens: new Float32Array([1, 2]),
  timesSeconds: new Float32Array([0]),
  pooled: new Float32Array([1, 2, 3]),
};

const answer = (id) => ({
  id,
  key: id.split('/')[0],
  contentHash: createHash('sha256').update(id).digest('hex'),
  describerId: 'openai',
  promptHash: 'p',
  model: 'm',
  outcome: 'accepted',
  text: `Answer ${id}`,
  costUsd: 0.001,
  runId: 'run',
  atMs: 1,
});
const recordAnswer = async (id) => {
  await store.answers.record(answer(id));
  process.stdout.write(`recorded ${id}\n`);
};

for (let round = await store.videos.count(); ; round += 5) {
  process.stdout.write(`round ${round}\n`);
  // Old and new rows in each commit: updates and inserts are both interrupted.
  const records = Array.from({ length: 25 }, (_, index) => record(`clip-${Math.max(0, round - 20) + index}`));
  await store.features.upsert(records.map(({ contentHash }) => ({ contentHash, sequences: [sequence] })));
  const answers = Array.from({ length: 30 }, (_, call) => recordAnswer(`round ${round}/${call}`));
  await store.videos.upsert(records, space);
  await Promise.all(answers);
  if (round % 50 === 0) await store.videos.maintain();
}
