import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { packageInfo } from '../../../src/config/package-info.js';
import { canPin, childJson, PYTHON, whyNoTorch } from '../child-json.js';
import { isReferenceBlas } from '../train/train-report.js';
import { benchInteractions } from './bench-interactions.js';
import {
  type OwnRecommendRun,
  ownRunSchema,
  recommendSummary,
  recommendVerdicts,
  type TorchRecommendRun,
  torchRunSchema,
} from './recommend-report.js';
import { recommendShape } from './recommend-shape.js';

/*
 * The recommender bench: LightGCN, its evaluation and DreamUMM's request against PyTorch in the manner of MMRec.
 * Each side is a process of its own, one at a time; the rounds alternate. JSON on standard output.
 */
const { values } = parseArgs({
  options: {
    dataset: { type: 'string', default: '' },
    rounds: { type: 'string', default: '3' },
    steps: { type: 'string', default: '30' },
    'warm-up': { type: 'string', default: '5' },
    threads: { type: 'string', default: '2' },
    'no-torch': { type: 'boolean', default: false },
    'no-epochs': { type: 'boolean', default: false },
  },
});
const OWN_SCRIPT = fileURLToPath(new URL('own-side.js', import.meta.url));
const TORCH_SCRIPT = join(packageInfo().root, 'test', 'bench', 'peers', 'torch-recommend.py');
const INSTALL = 'apt-get install python3-torch libopenblas0-openmp';
const BUSY_LOAD_PER_CORE = 0.25;

const rounds = Number(values.rounds);
const threads = Number(values.threads);
const counts = { steps: Number(values.steps), warmUpSteps: Number(values['warm-up']) };
const load = loadavg()[0] ?? 0;
const processors = cpus();
const torchMissing = values['no-torch'] ? 'left out with --no-torch' : await whyNoTorch();
const interactions = benchInteractions(values.dataset === '' ? undefined : values.dataset);
const folder = mkdtempSync(join(tmpdir(), 'vidtoken-bench-'));
const ours: OwnRecommendRun[] = [];
const peers: TorchRecommendRun[] = [];
try {
  writeFileSync(join(folder, 'train.i32'), interactions.train);
  writeFileSync(join(folder, 'test.i32'), interactions.test);
  for (let round = 1; round <= rounds; round += 1) {
    say(`round ${round} of ${rounds}: ours`);
    ours.push(await runOwn(round === 1 && !values['no-epochs']));
    if (torchMissing !== undefined) continue;
    say(`round ${round} of ${rounds}: PyTorch`);
    peers.push(await runTorch());
  }
} finally {
  rmSync(folder, { recursive: true });
}

const ownSummary = recommendSummary(ours);
const torchSummary = peers.length === 0 ? undefined : recommendSummary(peers);
const blas = peers[0]?.blas;
const report = {
  machine: {
    processor: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    loadAverageAtStart: load,
  },
  data: {
    source: interactions.source,
    users: interactions.users,
    items: interactions.items,
    trainInteractions: interactions.train.length / 2,
    testInteractions: interactions.test.length / 2,
  },
  shape: recommendShape,
  ...counts,
  threads,
  rounds,
  ours: {
    backend: ours[0]?.backend,
    reason: ours[0]?.reason,
    ...ownSummary,
    epochSeconds: ours[0]?.epochSeconds ?? 'left out with --no-epochs',
    tensorsLeft: Math.max(...ours.map(({ tensorsLeft }) => tensorsLeft)),
  },
  torch:
    torchSummary === undefined
      ? { missing: torchMissing, install: INSTALL }
      : { version: peers[0]?.version, threads: peers[0]?.threads, blas, ...torchSummary },
  verdicts: recommendVerdicts({ ours: ownSummary, torch: torchSummary, blas }),
  notes: await notes(),
};
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);

async function runOwn(withEpochs: boolean): Promise<OwnRecommendRun> {
  const sizes = ['--users', `${interactions.users}`, '--items', `${interactions.items}`];
  const steps = ['--steps', `${counts.steps}`, '--warm-up', `${counts.warmUpSteps}`];
  const flags = ['--folder', folder, ...sizes, ...steps, ...(withEpochs ? ['--epochs'] : [])];
  return ownRunSchema.parse(await childJson({ threads, command: [process.execPath, OWN_SCRIPT, ...flags] }));
}

async function runTorch(): Promise<TorchRecommendRun> {
  const { users, items } = interactions;
  const shape = JSON.stringify({ ...recommendShape, ...counts, users, items, threads, folder });
  return torchRunSchema.parse(await childJson({ threads, command: [PYTHON, TORCH_SCRIPT, shape] }));
}

/** What a reader must know before quoting a figure. */
async function notes(): Promise<string[]> {
  const found: string[] = [];
  if (load > BUSY_LOAD_PER_CORE * processors.length) {
    found.push(`The machine was busy at the start (load ${load}): the figures are noisy.`);
  }
  if (torchSummary !== undefined && isReferenceBlas(blas)) {
    found.push(`PyTorch runs on the slow reference BLAS (${blas}); for a fair peer: ${INSTALL}.`);
  }
  if (processors.length > threads && !(await canPin(threads))) {
    found.push('`taskset` is missing: our side may use more cores than its threads.');
  }
  return found;
}

function say(words: string): void {
  process.stderr.write(`measuring ${words} …\n`);
}
