import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { silentLogger } from '../../../src/core/runtime.js';
import { selectBackend } from '../../../src/tensor/backend.js';
import { memory } from '../../../src/tensor/tensor.js';
import { benchData } from './bench-data.js';
import { measureEpochs } from './own-epochs.js';
import { measureGraph } from './own-graph.js';
import { measureUserVector } from './own-user-vector.js';

/*
 * Our side of the recommender bench, a process of its own:
 * node own-side.js --folder <interactions> --users 9308 --items 6710 --steps 30 --warm-up 5 [--epochs]
 */
const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: '' },
    users: { type: 'string', default: '0' },
    items: { type: 'string', default: '0' },
    steps: { type: 'string', default: '30' },
    'warm-up': { type: 'string', default: '5' },
    epochs: { type: 'boolean', default: false },
  },
});
const pairs = (name: string): Int32Array => {
  const bytes = readFileSync(join(values.folder, name));
  return new Int32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
};
const sizes = { users: Number(values.users), items: Number(values.items) };
const { data, test } = benchData({ ...sizes, train: pairs('train.i32'), test: pairs('test.i32') });
const backend = await selectBackend({ name: 'native', logger: silentLogger });
const counts = { steps: Number(values.steps), warmUpSteps: Number(values['warm-up']) };
const graph = await measureGraph({ data, test, ...counts });
const side = {
  backend: backend.name,
  reason: backend.reason,
  threads: availableParallelism(),
  ...graph,
  userVectorMilliseconds: measureUserVector(counts.steps),
  ...(values.epochs ? { epochSeconds: await measureEpochs(data) } : {}),
  tensorsLeft: memory().numTensors,
  peakRssMiB: process.resourceUsage().maxRSS / 1024,
};
process.stdout.write(`${JSON.stringify(side)}\n`);
