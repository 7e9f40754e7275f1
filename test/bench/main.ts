import { cpus, totalmem } from 'node:os';
import { benchEmbedLearned } from './embed-learned.js';
import { benchEmbedTwice } from './embed-twice.js';
import { benchSampling } from './sampling.js';
import { benchService } from './service.js';
import { benchSimilar } from './similar.js';

/** Every benchmark by name; each times both of its sides in this one run. */
const BENCHMARKS: Readonly<Record<string, () => Promise<unknown>>> = {
  sampling: () => benchSampling({ picture: 'mandelbrot' }),
  samplingTestPicture: () => benchSampling({ picture: 'testsrc2' }),
  embedTwice: () => benchEmbedTwice(),
  embedLearned: () => benchEmbedLearned({ clips: 60, passes: 2 }),
  similar: () => benchSimilar({ rows: 100_000, dimension: 256, queries: 200, seed: 7 }),
  service: () => benchService({ folder: 'data/bench-service', requests: 20_000 }),
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in BENCHMARKS));
if (unknown.length > 0) {
  process.stderr.write(
    `error: unknown benchmark ${unknown.join(', ')}; known: ${Object.keys(BENCHMARKS).join(', ')}\n`,
  );
  process.exit(2);
}

const processors = cpus();
const results: Record<string, unknown> = {
  machine: {
    processor: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
  },
};
for (const [name, bench] of Object.entries(BENCHMARKS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  process.stderr.write(`measuring ${name} …\n`);
  results[name] = await bench();
}
process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
